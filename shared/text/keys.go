package text

// Invitation reason, sent by the bot.
const (
	InviteWhen    Key = "invite.when"    // range
	InviteRepeats Key = "invite.repeats" // rule
	InvitedBy     Key = "invite.by"      // name
)

// Planner.
const (
	PlannerTitle       Key = "planner.title"
	PlannerNew         Key = "planner.new"
	PlannerEmpty       Key = "planner.empty"
	PlannerEmptyHint   Key = "planner.empty_hint"
	Today              Key = "planner.today"
	Tomorrow           Key = "planner.tomorrow"
	PlannerLoading     Key = "planner.loading"
	PlannerWaiting     Key = "planner.waiting"
	PlannerFailed      Key = "planner.failed"
	PlannerFailedHint  Key = "planner.failed_hint"
	PlannerRetry       Key = "planner.retry"
	PlannerLater       Key = "planner.later"
	PlannerMore        Key = "planner.more"
	PlannerLess        Key = "planner.less"
	PlannerInvited     Key = "planner.invited"
	PlannerRunning     Key = "planner.running"
	PlannerEnded       Key = "planner.ended"
	PlannerOpen        Key = "planner.open"
	PlannerOpenNamed   Key = "planner.open_named" // title
	PlannerBroken      Key = "planner.broken"
	PlannerInvitations Key = "planner.invitations"
)

// Commands that are under way.
const (
	CommandSending  Key = "command.sending"
	CommandRunning  Key = "command.running"
	CommandLate     Key = "command.late"
	CommandDone     Key = "command.done"
	CommandUnsent   Key = "command.unsent"
	CommandRejected Key = "command.rejected"
	CommandEdit     Key = "command.edit"
	CommandDetails  Key = "command.details"
	CommandDismiss  Key = "command.dismiss"
)

// Editor.
const (
	EditorTitle        Key = "editor.title"
	EditorClose        Key = "editor.close"
	EditorName         Key = "editor.name"
	EditorStart        Key = "editor.start"
	EditorEnd          Key = "editor.end"
	EditorDate         Key = "editor.date" // field
	EditorTime         Key = "editor.time" // field
	EditorZone         Key = "editor.zone" // zone
	EditorPast         Key = "editor.past"
	EditorDescription  Key = "editor.description"
	EditorPeople       Key = "editor.people"
	EditorPeopleHint   Key = "editor.people_hint"
	EditorSearching    Key = "editor.searching"
	EditorNobody       Key = "editor.nobody"
	EditorFound        Key = "editor.found" // count
	EditorSearchFailed Key = "editor.search_failed"
	EditorRemove       Key = "editor.remove" // name
	EditorDraft        Key = "editor.draft"
	EditorStartOver    Key = "editor.start_over"
	EditorCreate       Key = "editor.create"
	EditorCancel       Key = "editor.cancel"
)

// What keeps the widget from working.
const (
	ProblemRooms       Key = "problem.rooms"
	ProblemRoomsHint   Key = "problem.rooms_hint"
	ProblemMissing     Key = "problem.missing"
	ProblemMissingHint Key = "problem.missing_hint" // command
	ProblemSilent      Key = "problem.silent"
	ProblemSilentHint  Key = "problem.silent_hint"
	ProblemSend        Key = "problem.send"
	ProblemSendHint    Key = "problem.send_hint"
	ProblemAnswers     Key = "problem.answers"
	ProblemAnswersHint Key = "problem.answers_hint"
	ProblemPower       Key = "problem.power"
	ProblemPowerHint   Key = "problem.power_hint"
	ProblemSearch      Key = "problem.search"
	ProblemSearchHint  Key = "problem.search_hint"
	ProblemOpen        Key = "problem.open"
	ProblemOpenHint    Key = "problem.open_hint"
	ProblemJoin        Key = "problem.join"
	ProblemJoinHint    Key = "problem.join_hint"
)

// Cockpit.
const (
	CockpitNone        Key = "cockpit.none"
	CockpitWhen        Key = "cockpit.when"
	CockpitPeople      Key = "cockpit.people"
	CockpitDescription Key = "cockpit.description"
	CockpitParent      Key = "cockpit.parent"
	CockpitOver        Key = "cockpit.over"
)

// Page outside of a client.
const (
	OutsideTitle   Key = "outside.title"
	OutsideText    Key = "outside.text"
	OutsideCopy    Key = "outside.copy"
	OutsideCopied  Key = "outside.copied"
	OutsideVersion Key = "outside.version" // version
)
