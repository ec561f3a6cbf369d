package serve

import (
	_ "embed" // the page's files
	"net/http"
)

//go:embed page/page.html
var pageHTML []byte

//go:embed page/page.js
var pageJS []byte

//go:embed page/page.css
var pageCSS []byte

// A pageFile is a part of the page for people. It asks the server for everything else, and nobody but it.
type pageFile struct {
	kind    string
	content []byte
}

var pageFiles = map[string]pageFile{
	"/{$}":      {"text/html; charset=utf-8", pageHTML},
	"/page.js":  {"text/javascript; charset=utf-8", pageJS},
	"/page.css": {"text/css; charset=utf-8", pageCSS},
}

// policy forbids scripts, styles and requests of others, and being shown within others' pages.
const policy = "default-src 'none'; img-src data:; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

func (f pageFile) serve(e *exchange, w http.Header, _ *http.Request) error {
	w.Set("Content-Type", f.kind)
	w.Set("Content-Security-Policy", policy)
	w.Set("X-Content-Type-Options", "nosniff")
	w.Set("Referrer-Policy", "no-referrer")
	w.Set("Cache-Control", "no-cache")
	e.out = append(e.out[:0], f.content...)
	return nil
}
