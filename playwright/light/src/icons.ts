// Line drawings on a grid of 24.

const SHAPES = {
    back: "M15 5l-7 7 7 7",
    close: "M6 6l12 12M18 6L6 18",
    contrast: "M12 3a9 9 0 1 0 0 18 9 9 0 1 0 0-18M12 3v18M12 8l7-2M12 12h9M12 16l7 2",
    leave: "M14 4H5v16h9M10 12h11M17 8l4 4-4 4",
    maximise: "M14 4h6v6M20 4l-7 7M10 20H4v-6M4 20l7-7",
};

export function icon(name: keyof typeof SHAPES): SVGElement {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("aria-hidden", "true");
    const path = document.createElementNS(svg.namespaceURI, "path");
    path.setAttribute("d", SHAPES[name]);
    svg.append(path);
    return svg;
}
