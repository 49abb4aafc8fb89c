package wire

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"parley/shared/fault"
)

func open(t *testing.T, content string) (*Object, *fault.List) {
	t.Helper()
	faults := &fault.List{}
	o := Open([]byte(content), faults)
	require.NotNil(t, o, content)
	return o, faults
}

func said(faults fault.List) (said []string) {
	for _, f := range faults {
		said = append(said, string(f.Code)+" "+f.Field)
	}
	return said
}

func TestFields(t *testing.T) {
	o, faults := open(t, " {\"a\" : \"x\\u00e4\\ud83e\\udd9c\" ,\"b\":[ \"1\", \"2\" ],\n\"c\":{\"d\":{}}, \"e\":true,\"f\":null,\"\":1,\"n\":-5e1} ")
	assert.Equal(t, "xä🦜", o.Text("a"))
	assert.Equal(t, []string{"1", "2"}, o.Texts("b"))
	assert.NotNil(t, o.Object("c").Object("d"))
	assert.True(t, *o.Flag("e"))
	assert.False(t, o.Has("f"), "null stands for absent")
	assert.Equal(t, int64(-50), *o.Int("n"))
	assert.Empty(t, o.Text("A"), "names are as they are written")
	assert.Nil(t, o.Texts("nothing"))
	assert.Nil(t, o.Object("nothing"))
	assert.Nil(t, o.Object("nothing").Object("below").Flag("it"))
	assert.Empty(t, o.Object("nothing").NeedText("it"), "of an absent object no field is missing")
	assert.Empty(t, *faults)
}

func TestTheLastOfTheSameNameCounts(t *testing.T) {
	o, _ := open(t, `{"a":"1","\u0061":"2"}`)
	assert.Equal(t, "2", o.Text("a"))
	var got []string
	o.Each(func(name string, v Value) { got = append(got, name+v.Text()) })
	assert.Equal(t, []string{"a2"}, got)
	o, _ = open(t, `{"a":"1","a":null}`)
	assert.False(t, o.Has("a"))
}

func TestBrokenUTF8(t *testing.T) {
	o, _ := open(t, "{\"a\":\"x\xff\",\"b\xff\":\"y\",\"c\":\"\\ud800\"}")
	assert.Equal(t, "x\uFFFD", o.Text("a"))
	assert.Equal(t, "y", o.Text("b\uFFFD"))
	assert.Equal(t, "\uFFFD", o.Text("c"))
}

func TestNumbers(t *testing.T) {
	for number, want := range map[string]string{
		`0`: "", `-0`: "", `1.0`: "", `5e1`: "", `9007199254740991`: "", `-9007199254740991`: "",
		`9007199254740992`: "out_of_range n", `1e400`: "out_of_range n", `-1e30`: "out_of_range n",
		`0.5`: "malformed n", `1e-3`: "malformed n", `"1"`: "malformed n", `true`: "malformed n", `[1]`: "malformed n", `{}`: "malformed n",
	} {
		o, faults := open(t, `{"n":`+number+`}`)
		o.Int("n")
		assert.Equal(t, want, strings.Join(said(*faults), ", "), number)
	}
}

func TestPaths(t *testing.T) {
	o, faults := open(t, `{"a":{"b":[{"c":1},"x",[]]},"m":{"x.y":{"k":1},"quote\"":1,"`+strings.Repeat("l", 100)+`":1}}`)
	for _, v := range o.Object("a").List("b") {
		if item := v.Object(); item != nil {
			item.Text("c")
			item.Need("d")
		}
	}
	o.Object("m").Each(func(_ string, v Value) {
		if v.IsObject() {
			v.Object().Text("k")
		} else {
			v.Text()
		}
	})
	o.Text("a")
	assert.Equal(t, []string{
		"malformed a.b[0].c", "required a.b[0].d", "malformed a.b[1]", "malformed a.b[2]",
		`malformed m["x.y"].k`, `malformed m["quote\""]`, `malformed m["` + strings.Repeat("l", 64) + `…"]`, "malformed a",
	}, said(*faults))
}

func TestWords(t *testing.T) {
	o, faults := open(t, `{"a":"yes","b":"maybe","c":3,"d":"","n":-1,"m":11}`)
	assert.Equal(t, "yes", o.OneOf("a", "yes", "no"))
	assert.Empty(t, o.OneOf("b", "yes", "no"))
	assert.Empty(t, o.OneOf("c", "yes", ""))
	assert.Empty(t, o.OneOf("z", "yes", "no"))
	o.NeedText("c")
	o.NeedText("d")
	o.NeedText("e")
	o.Count("n", 10)
	o.Count("m", 10)
	assert.Equal(t, []string{
		"unknown_value b", "malformed c", "malformed c", "required d", "required e", "out_of_range n", "out_of_range m",
	}, said(*faults))
}

func TestFaultsAreLimited(t *testing.T) {
	o, faults := open(t, `{"a":[`+strings.Repeat("1,", 5000)+`1]}`)
	o.Texts("a")
	assert.Len(t, *faults, MaxFaults)
}

func TestOpenRefuses(t *testing.T) {
	for _, content := range []string{``, ` `, `{`, `[]`, `null`, `1`, `{"a":1,}`, `{"a" 1}`, `{'a':1}`, `{} {}`, "{\"a\":\"\n\"}",
		strings.Repeat(`{"a":`, 12_000)} {
		var faults fault.List
		assert.Nil(t, Open([]byte(content), &faults))
		assert.Equal(t, []string{"malformed "}, said(faults), "%.20q", content)
	}
	var faults fault.List
	assert.Nil(t, Open([]byte(`{"a":"`+strings.Repeat("x", MaxContent)+`"}`), &faults))
	assert.Equal(t, []string{"too_large "}, said(faults))
}

func TestCanonical(t *testing.T) {
	o, faults := open(t, `{"x":{"b":1.0,"a":[{"d":1,"d":2}],"c":"ä\u00e4"}}`)
	v, _ := o.Get("x")
	assert.Equal(t, `{"a":[{"d":2}],"b":1,"c":"ää"}`, string(v.Canonical()))
	assert.Empty(t, *faults)

	o, faults = open(t, `{"x":{"b":1e99,"a":[0,0.5],"e":`+strings.Repeat("[", 101)+strings.Repeat("]", 101)+`}}`)
	v, _ = o.Get("x")
	v.Canonical()
	assert.Equal(t, []string{`malformed x["a"][1]`, `out_of_range x["b"]`, `malformed x["e"]` + strings.Repeat("[0]", 100)}, said(*faults))
}

func FuzzOpen(f *testing.F) {
	f.Add([]byte(`{"a":{"b":["c",1,true,null,{}]},"a\n":"\\\"","n":1e5}`))
	f.Fuzz(func(t *testing.T, content []byte) {
		var faults fault.List
		walk(t, Open(content, &faults), 0)
	})
}

func walk(t *testing.T, o *Object, depth int) {
	if depth > 20 {
		return
	}
	o.Each(func(name string, v Value) {
		o.Text(name)
		o.Int(name)
		o.Flag(name)
		o.OneOf(name, "c")
		v.Canonical()
		for _, item := range v.List() {
			_ = item.Path()
			if item.IsObject() {
				walk(t, item.Object(), depth+1)
			}
		}
		if v.IsObject() {
			walk(t, v.Object(), depth+1)
		}
	})
}
