package command

// peopleOfOne is how many people are invited or removed for the cost of one command.
const peopleOfOne = 10

// Cost is how many ordinary commands make as much work as one with these data: each room
// that is made counts, and every ten people.
func Cost(data Data) int {
	rooms, people := 1, 0
	switch data := data.(type) {
	case Create:
		people = len(data.Participants)
	case Participants:
		people = len(data.UserIDs)
	case Breakouts:
		rooms = max(len(data.Groups), 1)
		for _, g := range data.Groups {
			people += len(g.Participants)
		}
	}
	return rooms + people/peopleOfOne
}
