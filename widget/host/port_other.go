//go:build !js

package host

// OpenPort fails with ErrOutside: there is no window outside a browser.
func OpenPort() (Port, error) { return nil, ErrOutside }
