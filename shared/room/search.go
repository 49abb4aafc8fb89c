package room

import (
	"strings"
	"unicode"
)

// Found reports whether a text holds all the words of a search, whatever the case
// and the accents of their letters.
func Found(text, search string) bool { return holds(fold(text), fold(search)) }

// holds is Found for what is folded already.
func holds(text, search string) bool {
	for word := range strings.FieldsSeq(search) {
		if !strings.Contains(text, word) {
			return false
		}
	}
	return true
}

// latin and vietnamese are the letters without accents of the code points from
// U+00C0 and U+1E00 on; a dot stands for those that are no letter with an accent.
const (
	latin = "aaaaaa.ceeeeiiiidnooooo.ouuuuy..aaaaaa.ceeeeiiiidnooooo.ouuuuy.yaaaaaaccccccccdd" +
		"ddeeeeeeeeeegggggggghhhhiiiiiiiiii..jjkk.llllll..llnnnnnn...oooooo..rrrrrrssssss" +
		"ssttttttuuuuuuuuuuuuwwyyyzzzzzz.................................oo.............u" +
		"u............................aaiioouuuuuuuuuu.aaaa....ggkkoooo..j...gg..nnaa..oo" +
		"aaaaeeeeiiiioooorrrruuuusstt..hh......aaeeooooooooyy............................"
	vietnamese = "aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmmmmmmnnnnnnnnoooo" +
		"oooopppprrrrrrrrssssssssssttttttttuuuuuuuuuuvvvvwwwwwwwwwwxxxxyyzzzzzzhtwy......" +
		"aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeeeeeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuu" +
		"uuyyyyyyyy......"
)

// others are letters with what stands for them in a search.
var others = strings.NewReplacer("ß", "ss", "ẞ", "ss", "æ", "ae", "ǣ", "ae", "ǽ", "ae", "œ", "oe", "þ", "th", "ς", "σ",
	"ά", "α", "έ", "ε", "ή", "η", "ί", "ι", "ό", "ο", "ύ", "υ", "ώ", "ω", "ϊ", "ι", "ϋ", "υ", "ΐ", "ι", "ΰ", "υ",
	"ё", "е", "ѐ", "е", "ѝ", "и", "й", "и", "ї", "і", "ў", "у")

// fold returns a text in lower case, without accents and what cannot be seen.
func fold(s string) string {
	plain := true
	for i := 0; i < len(s) && plain; i++ {
		plain = s[i] < 0x80
	}
	if plain {
		return strings.ToLower(s)
	}
	return others.Replace(strings.Map(foldRune, s))
}

func foldRune(r rune) rune {
	letter := byte('.')
	switch {
	case r < 0x80:
		return unicode.ToLower(r)
	case r >= 0xC0 && r < 0xC0+rune(len(latin)):
		letter = latin[r-0xC0]
	case r >= 0x1E00 && r < 0x1E00+rune(len(vietnamese)):
		letter = vietnamese[r-0x1E00]
	case r >= 0x300 && r < 0x370 || hidden(r):
		return -1
	case r >= 0xFF01 && r <= 0xFF5E: // of full width
		return foldRune(r - 0xFEE0)
	}
	if letter != '.' {
		return rune(letter)
	}
	if lower := unicode.ToLower(r); lower != r {
		return foldRune(lower) // the sign of the unit Å becomes the letter
	}
	return r
}

// turns reports whether a code point turns the direction of writing of what follows it.
func turns(r rune) bool { return r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069 }

// hidden reports whether a code point is a mark of direction, a joiner, a selector of
// variants, a tag, or a letter or space without ink, with which two names that differ
// can look the same.
func hidden(r rune) bool {
	switch r {
	case 0xAD, 0x34F, 0x61C, 0x115F, 0x1160, 0x3164, 0xFEFF, 0xFFA0:
		return true
	}
	return turns(r) || r >= 0x180B && r <= 0x180F || r >= 0x200B && r <= 0x200F ||
		r >= 0x2060 && r <= 0x206F || r >= 0xFE00 && r <= 0xFE0F || r >= 0xE0000 && r <= 0xE0FFF
}
