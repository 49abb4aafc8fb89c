package text

// Reasons of invitations and removals, sent by the bot.
const (
	InviteWhen    Key = "invite.when"    // range
	InviteRepeats Key = "invite.repeats" // rule
	InvitedBy     Key = "invite.by"      // name
	RemovedBy     Key = "removed.by"     // name
	ClosedBy      Key = "closed.by"      // name
)

// How a meeting recurs; see Describe. Texts are parts of one sentence.
const (
	RepeatUnsupported Key = "repeat.unsupported" // rule

	RepeatDaily       Key = "repeat.daily"        // count
	RepeatWeekly      Key = "repeat.weekly"       // count
	RepeatMonthly     Key = "repeat.monthly"      // count
	RepeatYearly      Key = "repeat.yearly"       // count
	RepeatEachWorkday Key = "repeat.each_workday" // Monday to Friday, every week

	RepeatOn     Key = "repeat.on"     // rule, when
	RepeatClause Key = "repeat.clause" // rule, clause
	RepeatOnly   Key = "repeat.only"   // when
	RepeatUntil  Key = "repeat.until"  // date
	RepeatTimes  Key = "repeat.times"  // count

	RepeatDays     Key = "repeat.days"      // days
	RepeatWorkdays Key = "repeat.workdays"  // Monday to Friday
	RepeatAllDays  Key = "repeat.all_days"  // Monday to Sunday
	RepeatEach     Key = "repeat.each"      // days
	RepeatThe      Key = "repeat.the"       // days
	RepeatOnDates  Key = "repeat.on_dates"  // dates
	RepeatInMonths Key = "repeat.in_months" // months
	RepeatOfMonths Key = "repeat.of_months" // months; for days of a month
	RepeatInWeeks  Key = "repeat.in_weeks"  // weeks, count
	RepeatInNth    Key = "repeat.in_nth"    // nth; weeks from the end of the year

	RepeatDay     Key = "repeat.day"
	RepeatWorkday Key = "repeat.workday"
	RepeatDate    Key = "repeat.date"  // n; day of a month
	RepeatNth     Key = "repeat.nth"   // nth, day
	RepeatFirst   Key = "repeat.first" // n; from the start
	RepeatLast    Key = "repeat.last"  // n; from the end

	RepeatOfMonth      Key = "repeat.of_month"
	RepeatOfEveryMonth Key = "repeat.of_every_month"
	RepeatOfYear       Key = "repeat.of_year"
	RepeatPickDay      Key = "repeat.pick_day"   // nth
	RepeatPickWeek     Key = "repeat.pick_week"  // nth
	RepeatPickMonth    Key = "repeat.pick_month" // nth
	RepeatPickYear     Key = "repeat.pick_year"  // nth
	RepeatWeekStart    Key = "repeat.week_start" // day
)

// What the HTTP interface answers, beside faults.
const (
	APIUnauthorized Key = "api.unauthorized"
	APIUnreachable  Key = "api.unreachable"
	APIPending      Key = "api.pending"
	APIKeyUsed      Key = "api.key_used"
	APIBadKey       Key = "api.bad_key"
	APINoJSON       Key = "api.no_json"
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
	CockpitRecurrence  Key = "cockpit.recurrence"
	CockpitPeople      Key = "cockpit.people"
	CockpitOthers      Key = "cockpit.others" // count
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
