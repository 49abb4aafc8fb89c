// Curves of figures that should stay level, as an SVG: how many times their first value they are.

const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [760, 360, 50, 20, 20, 110];
const COLOURS = ["#0467dd", "#007a61", "#c4331d", "#8a3ffc"];

/** xs are numbers, drawn by their logarithm; curves are {name, values}; limit is a level that is marked. */
export function chart({ xs, curves, limit, unit }) {
    const most = Math.max(2, ...curves.flatMap(({ values }) => values.map((value) => value / values[0]))) * 1.05;
    const log = xs.map(Math.log10);
    const x = (n) => LEFT + ((log[n] - log[0]) / (log.at(-1) - log[0])) * (WIDTH - LEFT - RIGHT);
    const y = (value) => TOP + (1 - value / most) * (HEIGHT - TOP - BOTTOM);
    const text = (at, top, content, anchor = "middle") => `<text x="${at}" y="${top}" text-anchor="${anchor}">${content}</text>`;
    const level = (value, dashes) => `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y(value)}" y2="${y(value)}" stroke="#8d97a5" stroke-dasharray="${dashes}"/>${text(LEFT - 8, y(value) + 4, `${value} ×`, "end")}`;
    const curve = ({ name, values }, n) => {
        const points = values.map((value, at) => [x(at), y(value / values[0])].map(Math.round));
        const [column, row] = [LEFT + (n % 2) * 350, HEIGHT - 50 + Math.floor(n / 2) * 18];
        return `<g stroke="${COLOURS[n]}" fill="${COLOURS[n]}"><polyline fill="none" stroke-width="2" points="${points.join(" ")}"/>
${points.map(([left, top]) => `<circle cx="${left}" cy="${top}" r="3"/>`).join("")}<rect x="${column}" y="${row - 9}" width="10" height="10"/></g>${text(column + 16, row, name, "start")}`;
    };
    return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12" fill="#1b1d22">
<rect width="${WIDTH}" height="${HEIGHT}" fill="#ffffff"/>
${level(1, "none")}${level(limit, "6 4")}
${xs.map((value, n) => text(x(n) - (n === xs.length - 1 ? 20 : 0), HEIGHT - BOTTOM + 18, value.toLocaleString("en"))).join("")}${text(WIDTH / 2, HEIGHT - BOTTOM + 36, unit)}
${curves.map(curve).join("\n")}
</svg>
`;
}
