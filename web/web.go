// Package web carries the widget's files, as web/build.mjs makes them:
//
//	index.html     the page, a template with {{config}} and {{basePath}}
//	manifest.json  the packed files with their sizes and hashes, and the page's policy
//	assets/        files that never change under their name, as .br and .gz
//	zoneinfo.zip   the time zones of the Go release that made the widget
//
// A checkout that was not built has none of them.
package web

import "embed"

// Dist holds the files below "dist".
//
//go:embed all:dist
var Dist embed.FS
