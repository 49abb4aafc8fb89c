package store

import (
	"context"
	"encoding/json"
)

// Offer is a widget that a meeting can have, as the operator has configured it.
type Offer struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Optional bool   `json:"optional"` // a meeting only has it when somebody wants it
}

const (
	maxOffers     = 50
	maxOfferBytes = 64 << 10
)

// Offers asks the bot's API which widgets meetings can have.
func (s *Store) Offers(ctx context.Context) (all []Offer, err error) {
	body, err := s.ask(ctx, "/widget/list", nil, maxOfferBytes)
	if err == nil {
		err = json.Unmarshal(body, &all)
	}
	return all[:min(len(all), maxOffers)], err
}
