package dialin

import (
	"bytes"
	"encoding/json"
	"errors"
)

// entry is a number as the newer form of the list has it.
type entry struct {
	Number  string `json:"formattedNumber"`
	Default bool   `json:"default"`
}

// defaultNumber picks the number from Jitsi's list: of an array of entries the default
// one, else the first; of an object {"numbers": {region: [number, …], …}} the first
// of the first region. An empty list has none.
func defaultNumber(list []byte) (string, error) {
	var entries []entry
	if json.Unmarshal(list, &entries) == nil {
		return ofEntries(entries), nil
	}
	var regions struct {
		Numbers json.RawMessage `json:"numbers"`
	}
	if err := json.Unmarshal(list, &regions); err != nil {
		return "", errors.New("it is neither form of a list")
	}
	return ofRegions(regions.Numbers)
}

func ofEntries(entries []entry) string {
	for _, e := range entries {
		if e.Default {
			return e.Number
		}
	}
	if len(entries) > 0 {
		return entries[0].Number
	}
	return ""
}

// ofRegions reads up to the first region: a map would not know which that is.
func ofRegions(numbers json.RawMessage) (string, error) {
	decoder := json.NewDecoder(bytes.NewReader(numbers))
	if open, err := decoder.Token(); err != nil || open != json.Delim('{') {
		return "", errors.New("its numbers are no object")
	}
	if !decoder.More() {
		return "", nil
	}
	if _, err := decoder.Token(); err != nil {
		return "", errors.New("its first region has no name")
	}
	var first []string
	if err := decoder.Decode(&first); err != nil {
		return "", errors.New("its first region has no list of numbers")
	}
	if len(first) == 0 {
		return "", nil
	}
	return first[0], nil
}
