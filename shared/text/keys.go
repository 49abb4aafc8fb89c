package text

// Reasons of invitations and removals, sent by the bot.
const (
	InviteSession Key = "invite.session" // title; of the meeting
	InviteWhen    Key = "invite.when"    // range
	InviteRepeats Key = "invite.repeats" // rule
	InvitedBy     Key = "invite.by"      // name
	RemovedBy     Key = "removed.by"     // name
	ClosedBy      Key = "closed.by"      // name

	RemovedDeleted Key = "removed.deleted"
)

// What the bot says in a room that somebody closes.
const (
	MeetingCancelled Key = "meeting.cancelled" // name
	MeetingClosed    Key = "meeting.closed"    // name
	SessionCancelled Key = "session.cancelled" // name
	SessionClosed    Key = "session.closed"    // name
)

// What the bot says by itself when the time has come.
const (
	RemindMinutes   Key = "remind.minutes" // title, count
	RemindHours     Key = "remind.hours"   // title, count
	RemindDays      Key = "remind.days"    // title, count
	SessionBegun    Key = "session.begun"  // title
	NotesAgenda     Key = "notes.agenda"   // the next three are headings in the notes of a meeting
	NotesOpen       Key = "notes.open"
	NotesTaken      Key = "notes.taken"
	SessionLeft     Key = "session.left"      // title, count; minutes
	SessionOver     Key = "session.over"      // title
	SessionBack     Key = "session.back"      // before an address of the meeting
	SessionBackTo   Key = "session.back_to"   // name; before an address of the meeting
	SessionBackLink Key = "session.back_link" // before a link whose label is the meeting's name
	RoomEnds        Key = "room.ends"         // when
	RoomEndsAll     Key = "room.ends_all"
)

// What the bot tells somebody in private about a command of theirs.
const (
	TroubleName      Key = "trouble.name"   // of the room
	TroubleTopic     Key = "trouble.topic"  // of the room
	TroubleReason    Key = "trouble.reason" // of an invitation back into it
	TroubleRefused   Key = "trouble.refused"
	TroubleWarned    Key = "trouble.warned"
	TroubleTitled    Key = "trouble.titled"    // what, title
	TroubleRoom      Key = "trouble.room"      // room
	TroubleField     Key = "trouble.field"     // field, problem
	TroubleNth       Key = "trouble.nth"       // field, n
	TroubleMore      Key = "trouble.more"      // count
	TroublePeople    Key = "trouble.people"    // names
	TroubleForbidden Key = "trouble.forbidden" // room
	TroublePowerless Key = "trouble.powerless" // room; the bot is
	TroubleBelow     Key = "trouble.below"     // after these, of a meeting that is closed
	TroubleForm      Key = "trouble.form"      // example
	TroubleLongest   Key = "trouble.longest"   // count
	TroubleLevels    Key = "trouble.levels"    // max
	TroubleHeld      Key = "trouble.held"      // count
	TroubleID        Key = "trouble.id"        // id

	AskedCreate       Key = "asked.create"
	AskedUpdate       Key = "asked.update"
	AskedClose        Key = "asked.close"
	AskedWidgets      Key = "asked.widgets"
	AskedParticipants Key = "asked.participants"
	AskedPermissions  Key = "asked.permissions"
	AskedBreakouts    Key = "asked.breakouts"
	AskedMessage      Key = "asked.message"
	AskedNotes        Key = "asked.notes"
	AskedPDF          Key = "asked.pdf"

	FieldCalendar  Key = "field.calendar"
	FieldChanged   Key = "field.changed" // an occurrence
	FieldGroups    Key = "field.groups"
	FieldLevel     Key = "field.level" // of a participant
	FieldMeeting   Key = "field.meeting"
	FieldMessage   Key = "field.message"
	FieldMessaging Key = "field.messaging"
	FieldRepeats   Key = "field.repeats"
	FieldWidgets   Key = "field.widgets"
)

// What the bot says to somebody whom it helps with a room.
const (
	HelpName       Key = "help.name"   // room; of the room of help
	HelpTopic      Key = "help.topic"  // room
	HelpReason     Key = "help.reason" // room
	HelpUnnamed    Key = "help.unnamed"
	HelpSwitch     Key = "help.switch" // to this language
	HelpHello      Key = "help.hello"  // room
	HelpPower      Key = "help.power"  // bot, room
	HelpWait       Key = "help.wait"
	HelpOwn        Key = "help.own" // room
	HelpMore       Key = "help.more"
	HelpAlready    Key = "help.already"   // room
	HelpInstalled  Key = "help.installed" // room
	HelpChat       Key = "help.chat"
	HelpDirect     Key = "help.direct"
	HelpModerators Key = "help.moderators" // bot, room, names
	HelpEncrypted  Key = "help.encrypted"  // room
	StatusMeeting  Key = "status.meeting"  // room

	HelpEncryptedChat Key = "help.encrypted_chat"

	StatusGone      Key = "status.gone"
	StatusPower     Key = "status.power"     // room
	StatusPowerless Key = "status.powerless" // room
	StatusPlanner   Key = "status.planner"
	StatusNoPlanner Key = "status.no_planner"
)

// What the bot answers to messages.
const (
	ChatHelp     Key = "chat.help"
	ChatList     Key = "chat.help_list"
	ChatNext     Key = "chat.help_next"
	ChatDetail   Key = "chat.help_detail"
	ChatFile     Key = "chat.help_ics"
	ChatCreate   Key = "chat.help_create"
	ChatMove     Key = "chat.help_move"
	ChatCancel   Key = "chat.help_cancel"
	ChatInviteTo Key = "chat.help_invite"
	ChatMoveTo   Key = "chat.move_to" // an example of what follows move and the number
	ChatStatus   Key = "chat.help_status"
	ChatSetup    Key = "chat.help_setup"
	ChatLang     Key = "chat.help_lang"
	ChatExample  Key = "chat.example" // of what follows create

	ChatUpcoming   Key = "chat.upcoming"
	ChatNone       Key = "chat.none"
	ChatReason     Key = "chat.reason"      // of an invitation
	ChatUpcomingIn Key = "chat.upcoming_in" // room
	ChatMore       Key = "chat.more"
	ChatNumber     Key = "chat.number" // n
	ChatOrganiser  Key = "chat.organiser"
	ChatPrivate    Key = "chat.private"
	ChatPlanned    Key = "chat.planned" // title
	ChatZone       Key = "chat.zone"    // zone
	ChatElsewhere  Key = "chat.elsewhere"
	ChatUnknown    Key = "chat.unknown" // word
	ChatSpeaks     Key = "chat.speaks"
	ChatLangs      Key = "chat.langs" // languages
	ChatThere      Key = "chat.there" // room
	ChatGrammar    Key = "chat.grammar"

	ChatInvite     Key = "chat.invite"
	ChatWhich      Key = "chat.which"
	ChatWhom       Key = "chat.whom"
	ChatWhither    Key = "chat.whither"
	ChatJoin       Key = "chat.join"       // title
	ChatCancelled  Key = "chat.cancelled"  // title
	ChatInvited    Key = "chat.invited"    // title
	ChatMoved      Key = "chat.moved"      // title
	ChatUnlinkable Key = "chat.unlinkable" // room
	ChatDropped    Key = "chat.dropped"    // range
	ChatShifted    Key = "chat.shifted"    // range, old
	ChatSeries     Key = "chat.series"

	ChatReminders  Key = "chat.reminders"
	ChatReminded   Key = "chat.reminded" // minutes
	ChatUnreminded Key = "chat.unreminded"
	ChatLeads      Key = "chat.leads"
	ChatInMeeting  Key = "chat.in_meeting"

	MistakeTitle Key = "mistake.title"
	MistakeDate  Key = "mistake.date"
	MistakeTime  Key = "mistake.time"
	MistakeDay   Key = "mistake.day"   // word
	MistakeClock Key = "mistake.clock" // word
	MistakeWord  Key = "mistake.word"  // word
	MistakeUntil Key = "mistake.until"
	MistakeRule  Key = "mistake.rule"

	MistakeNotDate  Key = "mistake.not_date" // word
	MistakeNotTime  Key = "mistake.not_time" // word
	MistakePast     Key = "mistake.past"     // word
	MistakeBackward Key = "mistake.backward" // word
	MistakeHint     Key = "mistake.hint"     // hint
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

// What the bot says about a meeting that was changed.
const (
	ChangeHeadline      Key = "change.headline"
	ChangeTitle         Key = "change.title"       // title
	ChangeDescription   Key = "change.description" // description
	ChangeNoDescription Key = "change.no_description"
	ChangeDate          Key = "change.date"       // range
	ChangeZones         Key = "change.zones"      // range, other; the same dates in two zones
	ChangeZone          Key = "change.zone"       // zone
	ChangeRepeats       Key = "change.repeats"    // rule
	ChangeOnce          Key = "change.once"       // in place of a rule
	ChangeAdded         Key = "change.added"      // range
	ChangeRemoved       Key = "change.removed"    // range
	ChangeMoved         Key = "change.moved"      // range
	ChangeDeleted       Key = "change.deleted"    // range
	ChangeRestored      Key = "change.restored"   // range
	ChangePreviously    Key = "change.previously" // value
	ChangeMore          Key = "change.more"       // count
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
	PlannerCount       Key = "planner.count"  // count; meetings of a day
	PlannerHidden      Key = "planner.hidden" // count; more than a day has place for
	PlannerWeek        Key = "planner.week"   // number
	PlannerAllDay      Key = "planner.all_day"
	PlannerHours       Key = "planner.hours"
	PlannerBack        Key = "planner.back"
	PlannerForward     Key = "planner.forward"
	PlannerGoTo        Key = "planner.go_to"
	PlannerView        Key = "planner.view"
	PlannerSearch      Key = "planner.search"
	PlannerFilter      Key = "planner.filter"
	PlannerMine        Key = "planner.mine"
	PlannerNotFound    Key = "planner.not_found"
	ViewList           Key = "view.list"
	ViewDay            Key = "view.day"
	ViewWorkWeek       Key = "view.workweek"
	ViewWeek           Key = "view.week"
	ViewMonth          Key = "view.month"

	FilterOrganiser Key = "filter.organiser"
	FilterFound     Key = "filter.found" // count
	FilterNobody    Key = "filter.nobody"
	FilterWords     Key = "filter.words"    // words: only these meetings are shown
	FilterMine      Key = "filter.mine"     // the same
	FilterTheirs    Key = "filter.theirs"   // name; the same
	FilterNoWords   Key = "filter.no_words" // button that no longer searches
	FilterAnybody   Key = "filter.anybody"  // button that shows the meetings of all organisers
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

	CommandRetry   Key = "command.retry"
	ChangeRunning  Key = "change.running"
	ChangeDone     Key = "change.done"
	ChangeRejected Key = "change.rejected"
	ChangePartly   Key = "change.partly" // done, count
	DeleteRunning  Key = "delete.running"
	DeleteDone     Key = "delete.done"
	DeleteRejected Key = "delete.rejected"
	CommandWhen    Key = "command.when" // range
	CommandShow    Key = "command.show"
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

	EditorEditTitle      Key = "editor.edit_title"
	EditorSave           Key = "editor.save"
	EditorChanged        Key = "editor.changed"
	EditorGone           Key = "editor.gone"
	EditorDropped        Key = "editor.dropped" // count
	EditorScope          Key = "editor.scope"
	EditorScopeHint      Key = "editor.scope_hint"
	ScopeOne             Key = "scope.one" // date
	ScopeFollowing       Key = "scope.following"
	ScopeAll             Key = "scope.all"
	EditorAllDay         Key = "editor.all_day"
	EditorZoneChange     Key = "editor.zone_change"
	EditorZoneField      Key = "editor.zone_field"
	EditorRepeat         Key = "editor.repeat"
	EditorRepeatOnce     Key = "editor.repeat_once"
	EditorRepeatCustom   Key = "editor.repeat_custom"
	EditorInterval       Key = "editor.interval"
	EditorUnit           Key = "editor.unit"
	EditorDays           Key = "editor.days"
	EditorWeeks          Key = "editor.weeks"
	EditorMonths         Key = "editor.months"
	EditorYears          Key = "editor.years"
	EditorWeekdays       Key = "editor.weekdays"
	EditorNth            Key = "editor.nth"
	EditorEnds           Key = "editor.ends"
	EditorEndNever       Key = "editor.end_never"
	EditorEndOn          Key = "editor.end_on"
	EditorEndAfter       Key = "editor.end_after"
	EditorUntil          Key = "editor.until"
	EditorCount          Key = "editor.count"
	EditorQuiet          Key = "editor.quiet"
	EditorWidgets        Key = "editor.widgets"
	EditorWidgetsChoose  Key = "editor.widgets_choose"
	EditorWidgetsLoading Key = "editor.widgets_loading"
	EditorWidgetsFailed  Key = "editor.widgets_failed"
	EditorClashes        Key = "editor.clashes" // meetings
	EditorClash          Key = "editor.clash"   // title, people
	EditorYou            Key = "editor.you"
	DetailsEdit          Key = "details.edit"
	DetailsDelete        Key = "details.delete"
	DetailsDuplicate     Key = "details.duplicate"
	RemoveTitle          Key = "remove.title" // title
	RemoveText           Key = "remove.text"
	RemoveScope          Key = "remove.scope"

	MoveTitle     Key = "move.title" // title, time
	MoveScope     Key = "move.scope"
	MoveMove      Key = "move.move"
	MoveUndo      Key = "move.undo"
	MoveHint      Key = "move.hint"
	MovePast      Key = "move.past"
	MoveForbidden Key = "move.forbidden"
	MoveChanged   Key = "move.changed" // meanwhile, by somebody else
	ThereTitle    Key = "there.title"
	ThereNone     Key = "there.none"
	MoveInvited   Key = "move.invited"
	MovedDate     Key = "moved_date" // rule of its series

	EditorRemind      Key = "editor.remind"
	EditorLast        Key = "editor.last" // title
	EditorFleeting    Key = "editor.fleeting"
	EditorStays       Key = "editor.stays" // count
	EditorTyped       Key = "editor.typed"
	RemindNever       Key = "remind.never"
	RemindAtStart     Key = "remind.at_start"
	RemindBefore      Key = "remind.before"       // count
	RemindHoursBefore Key = "remind.hours_before" // count
	RemindDaysBefore  Key = "remind.days_before"  // count

	EncryptionEditor Key = "encryption.editor"
	EncryptionAbove  Key = "encryption.above"
	EncryptionFinal  Key = "encryption.final"
	EncryptionOn     Key = "encryption.on"
	EncryptionLimits Key = "encryption.limits"

	HistoryTitle     Key = "history.title"
	HistoryLoading   Key = "history.loading"
	HistoryFailed    Key = "history.failed"
	HistoryPart      Key = "history.part"
	HistoryCreated   Key = "history.created"
	HistoryChanged   Key = "history.changed" // what: a list
	HistoryTimes     Key = "history.times"
	HistoryReminder  Key = "history.reminder"
	HistoryInvited   Key = "history.invited" // names
	HistoryRemoved   Key = "history.removed" // names
	HistoryWidgets   Key = "history.widgets"
	HistoryMessages  Key = "history.messages"
	HistoryBreakouts Key = "history.breakouts"

	ShareGuests Key = "share.guests"

	OutsideChecking Key = "outside.checking"
	OutsideWorks    Key = "outside.works" // bot
	OutsideCheck    Key = "outside.check"
)

// Forms in a dialog of the client.
const (
	ModalLost  Key = "modal.lost"
	ModalAlone Key = "modal.alone"
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
	ProblemPowerHint   Key = "problem.power_hint" // command
	ProblemSearch      Key = "problem.search"
	ProblemSearchHint  Key = "problem.search_hint"
	ProblemOpen        Key = "problem.open"
	ProblemOpenHint    Key = "problem.open_hint"
	ProblemJoin        Key = "problem.join"
	ProblemJoinHint    Key = "problem.join_hint"

	ProblemDenied        Key = "problem.denied"
	ProblemDeniedHint    Key = "problem.denied_hint" // a list follows
	ProblemOffline       Key = "problem.offline"
	ProblemOfflineHint   Key = "problem.offline_hint"
	ProblemChange        Key = "problem.change"
	ProblemChangeHint    Key = "problem.change_hint"
	ProblemBreakouts     Key = "problem.breakouts"
	ProblemBreakoutsHint Key = "problem.breakouts_hint"
	ProblemParts         Key = "problem.parts"
	ProblemPartsHint     Key = "problem.parts_hint"
	ProblemReply         Key = "problem.reply"
	ProblemReplyHint     Key = "problem.reply_hint"
	ProblemClock         Key = "problem.clock" // time
	ProblemClockHint     Key = "problem.clock_hint"
	ProblemDeaf          Key = "problem.deaf"
	ProblemDeafHint      Key = "problem.deaf_hint"
	PowerLink            Key = "power.link"
	PowerInstall         Key = "power.install"
	PowerChange          Key = "power.change"
	PowerInvite          Key = "power.invite"
	PowerRemove          Key = "power.remove"
	PowerRegulate        Key = "power.regulate"
	Days                 Key = "days" // count
	CommandStuck         Key = "command.stuck"
	CommandUnsure        Key = "command.unsure"
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

	DetailsElsewhere Key = "details.elsewhere"
)

// Sharing of a meeting.
const (
	ShareOpen        Key = "share.open"
	ShareTitle       Key = "share.title" // title
	ShareLink        Key = "share.link"
	ShareLinkSeries  Key = "share.link_series"
	ShareCopy        Key = "share.copy"
	ShareCopied      Key = "share.copied"
	ShareNotCopied   Key = "share.not_copied"
	ShareCode        Key = "share.code"
	ShareCodeHint    Key = "share.code_hint"
	ShareWhat        Key = "share.what"
	ShareDate        Key = "share.date"   // range
	ShareSeries      Key = "share.series" // rule
	ShareMail        Key = "share.mail"
	ShareMailCopy    Key = "share.mail_copy"
	ShareMailWrite   Key = "share.mail_write"
	ShareFile        Key = "share.file"
	ShareFileHint    Key = "share.file_hint"
	ShareFileSave    Key = "share.file_save"
	SharePhone       Key = "share.phone"
	SharePhoneWaits  Key = "share.phone_waits"
	SharePhoneNone   Key = "share.phone_none"
	SharePhoneFailed Key = "share.phone_failed"
	SharePhoneNumber Key = "share.phone_number" // number
	SharePhonePIN    Key = "share.phone_pin"    // pin
	ShareWhen        Key = "share.when"         // range
	ShareRepeats     Key = "share.repeats"      // rule
	ShareWhere       Key = "share.where"        // link
)

// Invitations, and answers whether people come.
const (
	AttendInvitations Key = "attend.invitations" // count
	AttendInviter     Key = "attend.inviter"     // name
	ReplyAccept       Key = "reply.accept"
	ReplyAcceptNamed  Key = "reply.accept_named" // title
	ReplyDecline      Key = "reply.decline"
	ReplyDeclineNamed Key = "reply.decline_named" // title
	ReplySure         Key = "reply.sure"
	ReplyKeep         Key = "reply.keep"
	ReplyKeepNamed    Key = "reply.keep_named" // title
	ReplyElsewhere    Key = "reply.elsewhere"
	ReplyRefused      Key = "reply.refused"
	ReplyUnsent       Key = "reply.unsent"
	AttendTitle       Key = "attend.title"
	AttendLoading     Key = "attend.loading"
	AttendUnread      Key = "attend.unread"
	AttendDenied      Key = "attend.denied"
	AttendClosed      Key = "attend.closed"
	AttendQuestion    Key = "attend.question"
	AttendYes         Key = "attend.yes"
	AttendMaybe       Key = "attend.maybe"
	AttendNo          Key = "attend.no"
	AttendDates       Key = "attend.dates"
	AttendAllDates    Key = "attend.all_dates"
	AttendThisDate    Key = "attend.this_date"
	AttendYesCount    Key = "attend.yes_count"   // count
	AttendMaybeCount  Key = "attend.maybe_count" // count
	AttendNoCount     Key = "attend.no_count"    // count
	AttendOpenCount   Key = "attend.open_count"  // count
	AttendOrganiser   Key = "attend.organiser"
	AttendJoined      Key = "attend.joined"
)

// Breakout sessions.
const (
	BreakoutTitle        Key = "breakout.title"
	BreakoutSetUp        Key = "breakout.set_up"
	BreakoutEmpty        Key = "breakout.empty"
	BreakoutEmptyHint    Key = "breakout.empty_hint"
	BreakoutEmptyOthers  Key = "breakout.empty_others" // for those who may not set up any
	BreakoutSearch       Key = "breakout.search"
	BreakoutNotFound     Key = "breakout.not_found"
	BreakoutNotFoundHint Key = "breakout.not_found_hint"
	BreakoutEditNamed    Key = "breakout.edit_named"   // title
	BreakoutDeleteNamed  Key = "breakout.delete_named" // title
	BreakoutPeople       Key = "breakout.people"
	BreakoutInvited      Key = "breakout.invited" // name
	BreakoutEnds         Key = "breakout.ends"    // time
	BreakoutBegins       Key = "breakout.begins"  // time
	BreakoutMinutes      Key = "breakout.minutes" // count
	BreakoutHours        Key = "breakout.hours"   // hours, minutes
	BreakoutBack         Key = "breakout.back"
	BreakoutWithin       Key = "breakout.within" // time
	BreakoutCount        Key = "breakout.count"
	BreakoutCountHint    Key = "breakout.count_hint" // count
	BreakoutAlone        Key = "breakout.alone"
	BreakoutSpread       Key = "breakout.spread" // count
	BreakoutEvenly       Key = "breakout.evenly"
	BreakoutRandom       Key = "breakout.random"
	BreakoutClear        Key = "breakout.clear"
	BreakoutNone         Key = "breakout.none"
	BreakoutLeft         Key = "breakout.left"        // count
	BreakoutGroup        Key = "breakout.group"       // number
	BreakoutGroupTitle   Key = "breakout.group_title" // number
	BreakoutGroupOf      Key = "breakout.group_of"    // name
	BreakoutMoved        Key = "breakout.moved"       // name, group
	BreakoutHow          Key = "breakout.how"
	BreakoutCreate       Key = "breakout.create"
	BreakoutMessage      Key = "breakout.message"
	BreakoutMessageHint  Key = "breakout.message_hint"
	BreakoutSend         Key = "breakout.send"
	BreakoutExtend       Key = "breakout.extend"
	BreakoutExtendFull   Key = "breakout.extend_full"
	BreakoutCloseAll     Key = "breakout.close_all"
	BreakoutCloseTitle   Key = "breakout.close_title"
	BreakoutCloseText    Key = "breakout.close_text" // count
	BreakoutEditTitle    Key = "breakout.edit_title"

	SetUpRunning     Key = "set_up.running"
	SetUpDone        Key = "set_up.done"
	SetUpRejected    Key = "set_up.rejected"
	TellRunning      Key = "tell.running"
	TellDone         Key = "tell.done"
	TellRejected     Key = "tell.rejected"
	ExtendRunning    Key = "extend.running"
	ExtendDone       Key = "extend.done"
	ExtendRejected   Key = "extend.rejected"
	CloseAllRunning  Key = "close_all.running"
	CloseAllDone     Key = "close_all.done"
	CloseAllRejected Key = "close_all.rejected"
)

// Page outside of a client.
const (
	OutsideTitle   Key = "outside.title"
	OutsideText    Key = "outside.text"
	OutsideCopy    Key = "outside.copy"
	OutsideCopied  Key = "outside.copied"
	OutsideVersion Key = "outside.version" // version
)

// Notes of meetings.
const (
	NotesTitle     Key = "notes.title"
	NotesNone      Key = "notes.none"
	NotesNoneYet   Key = "notes.none_yet"
	NotesSettingUp Key = "notes.setting_up"
	NotesThere     Key = "notes.there"
	NotesOver      Key = "notes.over"
	NotesNotice    Key = "notes.notice"
	NotesEnter     Key = "notes.enter"
	NotesBegin     Key = "notes.begin"
	NotesWriters   Key = "notes.writers"
	NotesWrites    Key = "notes.writes"
	NotesMayWrite  Key = "notes.may_write"
	NotesMayRead   Key = "notes.may_read"
	NotesNowWrite  Key = "notes.now_write"
	NotesLink      Key = "notes.link"
	NotesBlocked   Key = "notes.blocked"
	NotesLetWrite  Key = "notes.let_write"
	NotesLetRead   Key = "notes.let_read"
	NotesAll       Key = "notes.all"
	NotesFind      Key = "notes.find"
	NotesPDF       Key = "notes.pdf"
	NotesPosted    Key = "notes.posted" // name
	NotesUnsaved   Key = "notes.unsaved"
	NotesUnread    Key = "notes.unread"
	NotesLoading   Key = "notes.loading"
	NotesWorking   Key = "notes.working"

	NotesBegun   Key = "notes.begun"
	NotesNowRead Key = "notes.now_read"
	NotesHow     Key = "notes.how"
	NotesSeries  Key = "notes.series"
	NotesUntold  Key = "notes.untold"
	NotesWait    Key = "notes.wait"
	NotesLast    Key = "notes.last" // in the dialog that asks before a meeting is deleted
	NotesLost    Key = "notes.lost"
)
