// What the UI's sources expect of a bundler beyond plain modules, as esbuild plugins.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import postcss from "postcss";
import postcssEasings from "postcss-easings";
import postcssHexrgba from "postcss-hexrgba";
import postcssImport from "postcss-import";
import postcssMixins from "postcss-mixins";
import postcssNested from "postcss-nested";
import postcssScss from "postcss-scss";
import postcssSimpleVars from "postcss-simple-vars";

const here = import.meta.dirname;
const require = createRequire(join(here, "build.mjs"));
const ANY = /.*/;

/** Pictures: `import url from "x.svg"` and `import { Icon } from "x.svg"` work on the same file. */
const pictures = {
    name: "pictures",
    setup(build) {
        build.onResolve({ filter: /\.svg\?url$/ }, ({ path }) => ({ path: path.slice(0, -"?url".length), namespace: "file-url" }));
        build.onLoad({ filter: /\.svg$/, namespace: "file" }, ({ path }) => ({ contents: pictureModule(path), loader: "js", resolveDir: here }));
        build.onLoad({ filter: ANY, namespace: "file-url" }, ({ path }) => ({ contents: readFileSync(path), loader: "file" }));
    },
};

function pictureModule(path) {
    const [, attributes = "", inner = ""] = /<svg\b([^>]*)>([\s\S]*)<\/svg>/.exec(readFileSync(path, "utf8")) ?? [];
    const properties = {};
    for (const [, name, value] of attributes.matchAll(/([\w:-]+)\s*=\s*"([^"]*)"/g))
        if (!name.startsWith("xmlns") && name !== "style") properties[propertyName(name)] = value;
    return `
        import * as React from "react";
        import url from ${JSON.stringify(`${path}?url`)};
        const own = ${JSON.stringify({ ...properties, dangerouslySetInnerHTML: { __html: inner } })};
        export const Icon = React.forwardRef(({ title, titleId, children, ...properties }, ref) =>
            React.createElement("svg", { ...own, ...properties, ref }));
        export default url;`;
}

const propertyName = (attribute) =>
    attribute === "class" ? "className" : attribute.replace(/[-:](\w)/g, (_, letter) => letter.toUpperCase());

/** Paths of Element Web's application folder are addresses below the page. */
const applicationPaths = {
    name: "application-paths",
    setup(build) {
        build.onResolve({ filter: /^\$webapp\// }, ({ path }) => ({ path: path.slice("$webapp/".length), namespace: "address" }));
        build.onLoad({ filter: ANY, namespace: "address" }, ({ path }) => ({ contents: `export default ${JSON.stringify(path)};`, loader: "js" }));
    },
};

/** `!!raw-loader!x` is the text of a file. */
const rawText = {
    name: "raw-text",
    setup(build) {
        const prefix = "!!raw-loader!";
        build.onResolve({ filter: new RegExp(`^${prefix}`) }, async ({ path, resolveDir }) => {
            const found = await build.resolve(path.slice(prefix.length), { resolveDir, kind: "import-statement" });
            return { errors: found.errors, path: found.path, namespace: "text" };
        });
        build.onLoad({ filter: ANY, namespace: "text" }, ({ path }) => ({ contents: readFileSync(path, "utf8"), loader: "text" }));
    },
};

/** Workers are programs of their own, started by address. */
const workers = {
    name: "workers",
    setup(build) {
        build.onResolve({ filter: /^opus-recorder\/dist\/\w+\.min\.(js|wasm)$/ }, ({ path }) => ({ path: require.resolve(path), namespace: "file-url" }));
        build.onLoad({ filter: /workers\/\w+WorkerFactory\.ts$/ }, ({ path }) => ({
            contents: `export default (options) => new Worker("bundles/${basename(path).replace("WorkerFactory.ts", "")}.worker.js", options);`,
            loader: "ts",
        }));
        build.onLoad({ filter: /audio\/recorderWorkletFactory\.ts$/ }, () => ({
            contents: `export default (context) => context.audioWorklet.addModule("bundles/RecorderWorklet.js");`,
            loader: "ts",
        }));
    },
};

/** For the UI's modules. */
export const sources = [pictures, applicationPaths, rawText, workers];

/** For themes, which are written in a dialect of css. */
export const themes = [{
    name: "themes",
    setup(build) {
        const dialect = postcss([
            postcssImport({ filter: (path) => path.endsWith(".pcss") }),
            postcssMixins(), postcssSimpleVars(), postcssNested(), postcssEasings(), postcssHexrgba(),
        ]);
        build.onLoad({ filter: /\.pcss$/ }, async ({ path }) => {
            const { css } = await dialect.process(readFileSync(path, "utf8"), { from: path, parser: postcssScss });
            return { contents: css, loader: "css", resolveDir: dirname(path) };
        });
    },
}];
