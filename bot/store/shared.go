package store

import (
	"context"
	"crypto/tls"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

const (
	connections    = 10 // of one process
	connectLimit   = 5 * time.Second
	connectionIdle = 5 * time.Minute
)

// Connect opens the PostgreSQL database at an address, which other processes may share,
// and brings its tables up to date.
func Connect(ctx context.Context, address string) (*Store, error) {
	db, err := dial(address)
	if err != nil {
		return nil, err
	}
	s := &Store{dialect: postgres, db: db}
	if err := s.prepare(ctx); err != nil {
		s.Close()
		// In one line: of a server that is not there, each address is told in one of its own.
		return nil, fmt.Errorf("open the database: %s", strings.Join(strings.Fields(err.Error()), " "))
	}
	return s, nil
}

func dial(address string) (*sql.DB, error) {
	c, err := pgx.ParseConfig(address)
	if err != nil {
		return nil, err // without the password
	}
	if c.ConnectTimeout == 0 {
		c.ConnectTimeout = connectLimit
	}
	if c.RuntimeParams["application_name"] == "" {
		c.RuntimeParams["application_name"] = "parley"
	}
	db := stdlib.OpenDB(*c)
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections)
	db.SetConnMaxIdleTime(connectionIdle)
	return db, nil
}

// Protected reports whether nobody on the way to the database at an address can read what is
// sent, or pass for it: each server that may be asked is on this machine, or shows a
// certificate.
func Protected(address string) bool {
	c, err := pgx.ParseConfig(address)
	if err != nil {
		return false
	}
	protected := safe(c.Host, c.TLSConfig)
	for _, other := range c.Fallbacks {
		protected = protected && safe(other.Host, other.TLSConfig)
	}
	return protected
}

func safe(host string, c *tls.Config) bool {
	local := strings.HasPrefix(host, "/") || host == "localhost" || net.ParseIP(host).IsLoopback()
	return local || c != nil && (!c.InsecureSkipVerify || c.VerifyPeerCertificate != nil)
}

// ExamineShared looks whether Connect would succeed, and changes nothing. The error is
// ErrNewer, or why the database cannot be used.
func ExamineShared(ctx context.Context, address string) error {
	db, err := dial(address)
	if err != nil {
		return err
	}
	defer db.Close()
	var mayCreate bool
	err = db.QueryRowContext(ctx, `SELECT has_schema_privilege(current_schema(), 'CREATE') AND NOT pg_is_in_recovery()`).Scan(&mayCreate)
	if err != nil {
		return err
	}
	var have int
	err = db.QueryRowContext(ctx, `SELECT COUNT(*) FROM version`).Scan(&have)
	switch {
	case codeOf(err) == "42P01": // undefined_table: nothing has been here
		err = nil
	case err == nil && have > len(migrations):
		err = ErrNewer
	}
	if err == nil && !mayCreate {
		err = errors.New("its user may not create tables there")
	}
	return err
}

// Shared reports whether other processes may work on the same database.
func (s *Store) Shared() bool { return s.shared }

// Now is the time on the clock that all processes share, by which leases are given.
func (s *Store) Now() time.Time { return time.Now().Add(time.Duration(s.ahead.Load())) }

// setClock asks for the database's time.
func (s *Store) setClock(ctx context.Context) error {
	if s.clock == "" {
		return nil
	}
	var at int64
	begin := time.Now()
	if err := s.db.QueryRowContext(ctx, s.clock).Scan(&at); err != nil {
		return err
	}
	middle := begin.Add(time.Since(begin) / 2)
	s.ahead.Store(int64(time.UnixMilli(at).Sub(middle)))
	return nil
}
