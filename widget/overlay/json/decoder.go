package json

import "io"

// Token is a Delim, string, bool, float64, Number or nil.
type Token any

// Delim is one of [ ] { }.
type Delim rune

func (d Delim) String() string { return string(d) }

// Decoder reads values one after the other.
type Decoder struct {
	source io.Reader // until it was read
	err    error
	reader
}

// NewDecoder returns a decoder that reads all of the source before the first value.
func NewDecoder(source io.Reader) *Decoder { return &Decoder{source: source} }

// UseNumber makes numbers of values of any type a Number.
func (d *Decoder) UseNumber() { d.useNumber = true }

// More reports whether another value follows in the object or array.
func (d *Decoder) More() bool {
	c, err := d.peek()
	return err == nil && c != ']' && c != '}'
}

// Decode fills what v points to from the next value. After an UnmarshalTypeError the decoder is behind that value.
func (d *Decoder) Decode(v any) error {
	if _, err := d.peek(); err != nil {
		return err
	}
	end, ok := skip(d.data, d.at, 0)
	if !ok {
		d.err = &SyntaxError{int64(end)}
		return d.err
	}
	err := (&reader{data: d.data[d.at:end], useNumber: d.useNumber}).fill(v)
	d.at = end
	return err
}

// Token returns the next name, plain value or bracket.
func (d *Decoder) Token() (Token, error) {
	c, err := d.peek()
	if err != nil {
		return nil, err
	}
	switch c {
	case '[', ']', '{', '}':
		d.at++
		return Delim(c), nil
	}
	var value any
	err = d.Decode(&value)
	return value, err
}

// peek returns the first byte of what comes next.
func (d *Decoder) peek() (byte, error) {
	if d.source != nil {
		d.data, d.err = io.ReadAll(d.source)
		d.source = nil
	}
	if d.err != nil {
		return 0, d.err
	}
	d.at = blank(d.data, d.at)
	for d.at < len(d.data) && (d.data[d.at] == ',' || d.data[d.at] == ':') {
		d.at = blank(d.data, d.at+1)
	}
	if d.at == len(d.data) {
		return 0, io.EOF
	}
	return d.data[d.at], nil
}
