/**
 * How Go compiles for the browser. Without inlining outside the runtime the program is 7 % smaller and starts sooner: browsers
 * compile fewer bytes on the way.
 */
export const compilerFlags = ["-trimpath", "-gcflags=all=-l", "-gcflags=runtime="];
