// Texts prints the texts that the loader shows before the widget runs: a JSON
// object by language and key. The widget's build puts it into the page.
package main

import (
	"encoding/json"
	"log"
	"os"

	"parley/shared/text"
)

func main() {
	texts := map[text.Lang]map[string]string{}
	for _, lang := range []text.Lang{text.English, text.German} {
		texts[lang] = text.Section(lang, "loader")
	}
	if err := json.NewEncoder(os.Stdout).Encode(texts); err != nil {
		log.Fatal(err)
	}
}
