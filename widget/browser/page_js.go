package browser

import "syscall/js"

// ShowTheme makes the page follow a theme of the client; see Theme.
func ShowTheme(name string) {
	prefers := func(query string) bool { return js.Global().Call("matchMedia", query).Get("matches").Bool() }
	theme := Theme(name, prefers("(prefers-color-scheme: dark)"), prefers("(prefers-contrast: more)"))
	root().Call("setAttribute", "data-theme", theme)
}

// ShowLanguage sets the language of the page, a BCP 47 tag.
func ShowLanguage(tag string) { root().Set("lang", tag) }

func root() js.Value { return js.Global().Get("document").Get("documentElement") }

// Address is the address of the page.
func Address() string { return js.Global().Get("location").Get("href").String() }

// Language is the language that the person prefers, a BCP 47 tag.
func Language() string { return js.Global().Get("navigator").Get("language").String() }

// Element returns the text of an element of the page, "" when there is none.
func Element(id string) string {
	e := js.Global().Get("document").Call("getElementById", id)
	if e.IsNull() {
		return ""
	}
	return e.Get("textContent").String()
}

// FollowNetwork tells whether the browser has a network, now and whenever that changes.
func FollowNetwork(tell func(connected bool)) {
	look := js.FuncOf(func(js.Value, []js.Value) any {
		go tell(js.Global().Get("navigator").Get("onLine").Bool())
		return nil
	})
	for _, change := range []string{"online", "offline"} {
		js.Global().Call("addEventListener", change, look)
	}
	look.Invoke()
}

// Copy puts text on the clipboard and reports whether that was allowed.
func Copy(text string) bool {
	clipboard := js.Global().Get("navigator").Get("clipboard")
	if clipboard.IsUndefined() {
		return false
	}
	_, err := await(clipboard.Call("writeText", text))
	return err == nil
}

// Offer saves a file with the person's downloads, as their browser does.
func Offer(name, typ string, data []byte) {
	content := js.Global().Get("Uint8Array").New(len(data))
	js.CopyBytesToJS(content, data)
	address := js.Global().Get("URL").Call("createObjectURL",
		js.Global().Get("Blob").New([]any{content}, map[string]any{"type": typ}))
	link := js.Global().Get("document").Call("createElement", "a")
	link.Set("href", address)
	link.Set("download", name)
	link.Call("click")
	// Browsers that have not begun to read it would find nothing.
	js.Global().Call("setTimeout", js.Global().Get("URL").Get("revokeObjectURL").Call("bind", js.Global().Get("URL"), address), 60_000)
}

// Breathe ends a task of the browser: what it has to paint, and what a person does, comes before what follows.
// Sleeping does not: while another goroutine has work, the runtime goes on until the time is over.
func Breathe() {
	over := make(chan struct{})
	wake := js.FuncOf(func(js.Value, []js.Value) any {
		close(over)
		return nil
	})
	defer wake.Release()
	js.Global().Call("setTimeout", wake)
	<-over
}

// Tab is one that the person has opened, or one that their browser did not allow.
type Tab struct{ window js.Value }

// OpenTab opens a tab, which a browser only allows right after somebody has pressed something.
// Until something is shown in it, it says a text. Its page will not know us.
func OpenTab(title, words string) Tab {
	t := Tab{js.Global().Call("open", "", "_blank")}
	if !t.window.IsNull() {
		t.window.Set("opener", nil)
		page := t.window.Get("document")
		page.Set("title", title)
		page.Get("documentElement").Get("style").Set("colorScheme", "light dark")
		body := page.Get("body")
		body.Set("textContent", words)
		style := body.Get("style")
		style.Set("font", "1.25rem/1.5 sans-serif")
		style.Set("margin", "15vh auto")
		style.Set("padding", "0 1rem")
		style.Set("maxWidth", "32rem")
	}
	return t
}

// Show shows an address in the tab and reports whether there is one.
func (t Tab) Show(address string) bool {
	if t.window.IsNull() || t.window.Get("closed").Bool() {
		return false
	}
	t.window.Get("location").Call("replace", address)
	return true
}

// Close closes the tab, if there is one.
func (t Tab) Close() {
	if !t.window.IsNull() {
		t.window.Call("close")
	}
}

// Focus is an element of the page that a person was at.
type Focus struct{ element js.Value }

// Focused returns the element that the person is at.
func Focused() Focus { return Focus{js.Global().Get("document").Get("activeElement")} }

// Restore brings the person back to the element after the client has asked them something, which takes the focus out of the page:
// at once, or as soon as they are back in the page.
func (f Focus) Restore() {
	if js.Global().Get("document").Call("hasFocus").Bool() {
		f.restore()
		return
	}
	var back js.Func
	back = js.FuncOf(func(js.Value, []js.Value) any {
		back.Release()
		f.restore()
		return nil
	})
	js.Global().Call("addEventListener", "focus", back, map[string]any{"once": true})
}

func (f Focus) restore() {
	if document := js.Global().Get("document"); f.element.Truthy() && document.Get("activeElement").Equal(document.Get("body")) {
		f.element.Call("focus", map[string]any{"preventScroll": true})
	}
}

// await waits for a promise.
func await(promise js.Value) (js.Value, error) {
	type outcome struct {
		value js.Value
		err   error
	}
	done := make(chan outcome, 1)
	kept := js.FuncOf(func(_ js.Value, args []js.Value) any {
		done <- outcome{value: args[0]}
		return nil
	})
	broken := js.FuncOf(func(js.Value, []js.Value) any {
		done <- outcome{err: ErrUnavailable}
		return nil
	})
	defer kept.Release()
	defer broken.Release()
	promise.Call("then", kept, broken)
	o := <-done
	return o.value, o.err
}
