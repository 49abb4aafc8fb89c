package calendar

import "time"

// Dates are counted in days since 1 January 1970 of the proleptic Gregorian
// calendar, local times in seconds since that day's midnight: the arithmetic of
// recurrence needs no zone.

const daySeconds = 86400

// lastDay is 31 December 9999, the last date that can be written.
const lastDay = 2_932_896

// dayNumber counts the days to a date. month may be 0 or 13, the neighbouring years'.
func dayNumber(year, month, day int) int {
	if month < 1 {
		year, month = year-1, month+12
	} else if month > 12 {
		year, month = year+1, month-12
	}
	if month < 3 { // years begin in March here, so that a leap day is the last
		year, month = year-1, month+12
	}
	return 365*year + floorDiv(year, 4) - floorDiv(year, 100) + floorDiv(year, 400) + (153*(month-3)+2)/5 + day - 1 - 719468
}

// civil is the reverse of dayNumber.
func civil(number int) (year, month, day int) {
	number += 719468
	era := floorDiv(number, 146097) // days of 400 years
	n := number - era*146097
	year = (n - n/1460 + n/36524 - n/146096) / 365
	n -= 365*year + year/4 - year/100
	month = (5*n + 2) / 153
	day = n - (153*month+2)/5 + 1
	year += era * 400
	if month += 3; month > 12 {
		return year + 1, month - 12, day
	}
	return year, month, day
}

func floorDiv(a, b int) int {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// dayOf returns the date of a local time.
func dayOf(wall int64) int { return floorDiv(int(wall), daySeconds) }

// weekdayOf returns the weekday of a date; 1 January 1970 was a Thursday.
func weekdayOf(day int) time.Weekday {
	return time.Weekday(day + 4 - 7*floorDiv(day+4, 7))
}

// daysIn returns the length of a month.
func daysIn(year, month int) int {
	switch {
	case month != 2:
		return 30 + (month+month/8)&1
	case year%4 == 0 && (year%100 != 0 || year%400 == 0):
		return 29
	}
	return 28
}

// yearWeeks returns the first day of the first week of a year: the first one with at
// least four days in it (RFC 5545 §3.3.10, BYWEEKNO).
func yearWeeks(year, weekStart int) int {
	first := dayNumber(year, 1, 1)
	into := (int(weekdayOf(first)) - weekStart + 7) % 7
	if into > 3 {
		into -= 7
	}
	return first - into
}

// parseWall reads the form of Layout.
func parseWall(value string) (wall int64, ok bool) {
	if len(value) != len(Layout) || value[8] != 'T' {
		return 0, false
	}
	var numbers [6]int // year, month, day, hour, minute, second
	for i, end := range [...]int{4, 6, 8, 11, 13, 15} {
		start := end - 2
		if i == 0 {
			start = 0
		}
		for _, c := range []byte(value[start:end]) {
			if c < '0' || c > '9' {
				return 0, false
			}
			numbers[i] = 10*numbers[i] + int(c-'0')
		}
	}
	year, month, day := numbers[0], numbers[1], numbers[2]
	hour, minute, second := numbers[3], numbers[4], numbers[5]
	if month < 1 || month > 12 || day < 1 || day > daysIn(year, month) || hour > 23 || minute > 59 || second > 59 {
		return 0, false
	}
	return int64(dayNumber(year, month, day))*daySeconds + int64(3600*hour+60*minute+second), true
}

// appendWall writes the form of Layout.
func appendWall(b []byte, wall int64) []byte {
	year, month, day := civil(dayOf(wall))
	second := int(wall - int64(dayOf(wall))*daySeconds)
	two := func(n int) { b = append(b, byte('0'+n/10), byte('0'+n%10)) }
	two(year / 100)
	two(year % 100)
	two(month)
	two(day)
	b = append(b, 'T')
	two(second / 3600)
	two(second / 60 % 60)
	two(second % 60)
	return b
}
