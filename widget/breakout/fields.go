package breakout

import (
	"strconv"
	"strings"

	"parley/shared/fault"
)

// Fields of the dialog, as they are called in the page.
const (
	fieldDescription = "groups-description"
	fieldStart       = "groups-start"
	fieldEnd         = "groups-end"
	fieldCount       = "groups-count"
)

// groupField is the title of a group, groupPeople who is in it.
func groupField(n int) string  { return "group-" + strconv.Itoa(n) }
func groupPeople(n int) string { return groupField(n) + "-people" }

// groupPath is what the JSON paths of a command begin with that are about a group.
func groupPath(n int) string { return "data.groups[" + strconv.Itoa(n) + "]." }

// fields are all of them, in the order on the screen.
func (d *setup) fields() []string {
	all := []string{fieldStart, fieldEnd, fieldDescription, fieldCount}
	for n := range d.form.Groups {
		all = append(all, groupField(n), groupPeople(n))
	}
	return all
}

// faults is what is wrong, by field. What concerns no field is under "".
type faults map[string]fault.Code

// add notes a fault at the field that it is about, unless one is noted there.
func (w faults) add(f *fault.Fault) {
	field := fieldOf(f.Field)
	if _, ok := w[field]; !ok {
		w[field] = f.Code
	}
}

// fieldOf says which field has what a JSON path of the command names.
func fieldOf(path string) string {
	switch path {
	case "data.description":
		return fieldDescription
	case "data.start_time":
		return fieldStart
	case "data.end_time":
		return fieldEnd
	case "data.groups":
		return fieldCount
	}
	number, what, _ := strings.Cut(strings.TrimPrefix(path, "data.groups["), "].")
	n, err := strconv.Atoi(number)
	switch {
	case err != nil:
		return ""
	case what == "title":
		return groupField(n)
	}
	return groupPeople(n)
}
