package text

// Invitation reason, sent by the bot.
const (
	InviteWhen    Key = "invite.when"    // range
	InviteRepeats Key = "invite.repeats" // rule
	InvitedBy     Key = "invite.by"      // name
)

// Planner.
const (
	PlannerTitle     Key = "planner.title"
	PlannerNew       Key = "planner.new"
	PlannerEmpty     Key = "planner.empty"
	PlannerEmptyHint Key = "planner.empty_hint"
	Today            Key = "planner.today"
	Tomorrow         Key = "planner.tomorrow"
)
