//go:build !js

package text

import "maps"

// The widget does not carry what only the bot says. Package check knows which texts those
// are.
func init() {
	maps.Copy(english, englishOfBot)
	maps.Copy(german, germanOfBot)
}
