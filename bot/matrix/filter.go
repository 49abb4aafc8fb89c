package matrix

import "context"

// nothing is a filter for no type at all: an empty list would mean all types,
// and wildcards do not work on every homeserver.
var nothing = []string{"none"}

const timelineLimit = 20

// filterOf returns a sync filter for room events and state changes of the given
// types, and nothing else.
func filterOf(types []string, limit int) object {
	none := object{"types": nothing}
	return object{
		"presence": none, "account_data": none,
		"room": object{
			"state": none, "ephemeral": none, "account_data": none,
			"timeline": object{"types": types, "limit": limit, "lazy_load_members": true},
		},
	}
}

// filterFor is filterOf, without any room where only keys are followed.
func (s *Stream) filterFor(types []string, limit int) object {
	filter := filterOf(types, limit)
	if s.keysOnly {
		filter["room"].(object)["rooms"] = []string{"!none:none"}
	}
	return filter
}

func (s *Stream) createFilter(ctx context.Context) (string, error) {
	var answer struct {
		ID string `json:"filter_id"`
	}
	path := client("user", s.Client.UserID(), "filter")
	err := s.Client.post(ctx, path, s.filterFor(s.Types, timelineLimit), &answer)
	return answer.ID, err
}
