package store

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestWaysToADatabaseThatOthersCanBeOn(t *testing.T) {
	for address, want := range map[string]bool{
		"postgres://p:s@db.example.org/p":                                  false, // tries without, too
		"postgres://p:s@db.example.org/p?sslmode=disable":                  false,
		"postgres://p:s@db.example.org/p?sslmode=require":                  false, // whoever answers is believed
		"postgres://p:s@db.example.org/p?sslmode=verify-full":              true,
		"postgres://p:s@a.example.org,b.example.org/p?sslmode=verify-full": true,
		"postgres://p:s@127.0.0.1/p":                                       true,
		"postgres://p:s@[::1]/p?sslmode=disable":                           true,
		"postgres://p:s@localhost,db.example.org/p":                        false,
		"postgres:///p?host=/run/postgresql&user=p":                        true,
		"postgres://%zz": false,
	} {
		assert.Equal(t, want, Protected(address), address)
	}
}
