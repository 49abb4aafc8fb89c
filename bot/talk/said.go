package talk

// Said is what somebody says to all breakout sessions of a meeting, as plain text and as
// HTML.
func Said(name, message string) (plain, rich string) {
	name, message = oneLine(name), visible(message)
	return name + ": " + message, "<b>" + escape(name) + ":</b> " + escape(message)
}
