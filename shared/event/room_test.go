package event

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"

	"parley/shared/fault"
)

// Contents of standard events, of which other clients write all there is.
func TestDecodeStandardEvents(t *testing.T) {
	create, name, topic, member := as(DecodeCreate), as(DecodeName), as(DecodeTopic), as(DecodeMember)
	message := as(DecodeMessage)
	link, tombstone, encryption := as(DecodeSpaceLink), as(DecodeTombstone), as(DecodeEncryption)
	for content, v := range map[string]struct {
		decode func(json.RawMessage) (any, error)
		want   any
		fault  string // field at fault
	}{
		`{"type":"net.nordeck.meetings.meeting","room_version":"12","additional_creators":["@a:b"],"x":1}`: {create, Create{Type: RoomTypeMeeting, RoomVersion: "12", AdditionalCreators: []string{"@a:b"}}, ""},
		`{"type":7,"room_version":"1"}`: {create, Create{RoomVersion: "1"}, "type"},
		`{"name":"N"}`:                  {name, Name{"N"}, ""},
		`{"name":null}`:                 {name, Name{}, ""},
		`{"NAME":"N"}`:                  {name, Name{}, ""},
		`{"name":["N"]}`:                {name, Name{}, "name"},
		`{"topic":"T","m.topic":{"m.text":[{"body":"other"}]}}`:                                                 {topic, Topic{"T"}, ""},
		`{"m.topic":{"m.text":[{"mimetype":"text/html","body":"<b>"},{"body":"T"}]}}`:                           {topic, Topic{"T"}, ""},
		`{"m.topic":{"m.text":[{"mimetype":"text/html","body":"<b>"},{"mimetype":"text/plain","body":"T\n"}]}}`: {topic, Topic{"T\n"}, ""},
		`{"m.topic":[]}`: {topic, Topic{}, "m.topic"},
		`{"membership":"invite","displayname":"A","avatar_url":"mxc://a/b","is_direct":true,"reason":"r","io.element.html_reason":"<b>r</b>"}`: {
			member, Member{"invite", "A", "mxc://a/b", true, "r", "<b>r</b>"}, ""},
		`{"membership":"join","displayname":null,"avatar_url":7}`: {member, Member{Membership: "join"}, "avatar_url"},
		`{"via":["a","b"]}`: {link, SpaceLink{[]string{"a", "b"}}, ""},
		`{"via":"a"}`:       {link, SpaceLink{}, "via"},
		`{}`:                {link, SpaceLink{}, ""},
		`{"msgtype":"m.text","body":"b","format":"org.matrix.custom.html","formatted_body":"<b>b</b>","net.nordeck.meetings.request":"r"}`: {
			message, Message{MsgType: MessageText, Body: "b", Format: FormatHTML, FormattedBody: "<b>b</b>", Request: "r"}, ""},
		`{"msgtype":7,"body":"b"}`:                                    {message, Message{Body: "b"}, "msgtype"},
		`{"body":"closed","replacement_room":"!a:b"}`:                 {tombstone, Tombstone{"closed", "!a:b"}, ""},
		`{"algorithm":"m.megolm.v1.aes-sha2","rotation_period_ms":1}`: {encryption, Encryption{"m.megolm.v1.aes-sha2"}, ""},
	} {
		value, err := v.decode([]byte(content))
		assert.Equal(t, v.want, value, content)
		if v.fault == "" {
			assert.NoError(t, err, content)
		} else {
			assert.Equal(t, fault.New(fault.Malformed, v.fault), fault.Of(err), content)
		}
	}
}

func TestAnswers(t *testing.T) {
	done := Done("$c", []string{"!a", "!b"}, []Tally{{fault.InvitationFailed, 1}})
	assert.Equal(t, BotMeta{CreatedRoomID: "!a", CreatedRoomIDs: []string{"!a", "!b"}, Warnings: []Tally{{fault.InvitationFailed, 1}}}, done.Meta)
	content, err := json.Marshal(Done("$c", nil, nil))
	assert.NoError(t, err)
	assert.JSONEq(t, `{"m.relates_to":{"rel_type":"m.annotation","event_id":"$c","key":"✅"}}`, string(content))
	content, err = json.Marshal(Failed("$c", fault.New(fault.Malformed, `data.external_data["@a:b"].x`)))
	assert.NoError(t, err)
	assert.JSONEq(t, `{"m.relates_to":{"rel_type":"m.annotation","event_id":"$c","key":"❌"},
		"net.nordeck.meetings.bot.meta":{"error":{"code":"malformed","field":"data.external_data"}}}`, string(content), "no names of the sender's")
}
