package matrix

import (
	"encoding/json"
	"fmt"
)

// What grows with the number of rooms is read while it comes: it may be larger than the
// memory that it is worth, and than answerLimit.

// eachMember calls read with the name of each member of the object that comes next, when its
// value comes next. Null is an empty object.
func eachMember(d *json.Decoder, read func(name string) error) error {
	return each(d, '{', func() error {
		name, err := d.Token()
		if err != nil {
			return err
		}
		return read(name.(string)) // in an object, names alternate with values
	})
}

// eachItem calls read for each item of the list that comes next, when that comes next.
func eachItem(d *json.Decoder, read func() error) error { return each(d, '[', read) }

func each(d *json.Decoder, begin json.Delim, read func() error) error {
	first, err := d.Token()
	if err != nil || first == nil {
		return err
	}
	if first != begin {
		return fmt.Errorf("%v in place of %v", first, begin)
	}
	for d.More() {
		if err := read(); err != nil {
			return err
		}
	}
	_, err = d.Token()
	return err
}

// skip passes over the value that comes next.
func skip(d *json.Decoder) error {
	var ignored raw
	return d.Decode(&ignored)
}
