// Package pgtest gives tests a place in a PostgreSQL.
package pgtest

import (
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"net/url"
	"os"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
	"github.com/stretchr/testify/require"
)

// Variable has the address of the PostgreSQL in which tests keep what they otherwise keep in
// SQLite files.
const Variable = "PARLEY_TEST_POSTGRES"

// URL returns the address of a place of the test's own: the same one for the same folder. It
// is "" where tests keep what they have in the folder itself.
func URL(t *testing.T, folder string) string {
	t.Helper()
	server := os.Getenv(Variable)
	if server == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(folder))
	schema := "test_" + hex.EncodeToString(sum[:8])
	db, err := sql.Open("pgx", server)
	require.NoError(t, err)
	defer db.Close()
	_, err = db.ExecContext(t.Context(), "CREATE SCHEMA IF NOT EXISTS "+schema)
	require.NoError(t, err)
	place, err := url.Parse(server)
	require.NoError(t, err)
	query := place.Query()
	query.Set("search_path", schema)
	place.RawQuery = query.Encode()
	return place.String()
}
