// go-app has a type with all of its methods for every HTML element: for the browser they all become one type, whose methods are
// there once, and of which the linker keeps those that are called. That an element has no such attribute is found where
// components are compiled for their tests, with the unchanged go-app.

const METHOD = /^func \(e \*html(\w+)\) (\w+)\((.*?)\) HTML\w+ \{\n(.*?)^\}/gms;
const CONSTRUCTOR = /^func (\w+)\((.*?)\) HTML(\w+) \{\n.*?\btag: +(.*?),\n.*?isSelfClosing: (\w+),.*?^\}/gms;

/** Returns another source for go-app's html_gen.go, made of its content. */
export function withOneElementType(source) {
    const names = [...source.matchAll(/^type HTML(\w+) interface/gm)].map(([, name]) => name);
    const constructors = [...source.matchAll(CONSTRUCTOR)];
    const methods = new Map(); // by name and parameters: bodies, with the elements that have them
    for (const [, element, name, parameters, body] of source.matchAll(METHOD)) {
        const bodies = setDefault(methods, `${name}(${parameters})`, () => new Map());
        setDefault(bodies, body, () => []).push(element);
    }
    if (!names.length || constructors.length !== names.length || !methods.size)
        throw new Error("go-app writes its elements in another way: adapt web/build/elements.mjs");
    return `package app

import "strings"

type element struct{ htmlElement }

${names.map((name) => `type HTML${name} = ${name === "Body" ? "UI" : "*element"}\ntype html${name} = element\n`).join("")}
${constructors.map(([, name, parameters, , tag, selfClosing]) => constructor(name, parameters, tag, selfClosing)).join("\n")}
${[...methods].map(([head, bodies]) => method(head, bodies, constructors)).join("\n")}`;
}

const constructor = (name, parameters, tag, selfClosing) =>
    `func ${name}(${parameters}) *element {\n\treturn &element{htmlElement{tag: ${tag}, isSelfClosing: ${selfClosing}}}\n}\n`;

/** A method with the body that most elements have, and before it those of others, for their tags. */
function method(head, bodies, constructors) {
    const [[usual], ...others] = [...bodies].sort(([, a], [, b]) => b.length - a.length);
    const tagOf = (element) => constructors.find(([, , , name]) => name === element)[4];
    const special = others.flatMap(([body, elements]) => elements.map((element) => `\tif e.tag == ${tagOf(element)} {\n${body}\t}\n`));
    return `func (e *element) ${head} *element {\n${special.join("")}${usual}}\n`;
}

function setDefault(map, key, make) {
    if (!map.has(key)) map.set(key, make());
    return map.get(key);
}
