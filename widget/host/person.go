package host

import "context"

// Person is a hit of the user directory.
type Person struct {
	UserID      string `json:"user_id"`
	DisplayName string `json:"display_name"`
}

// Name returns the display name, or else the user id.
func (p Person) Name() string {
	if p.DisplayName != "" {
		return p.DisplayName
	}
	return p.UserID
}

// SearchPeople asks the homeserver's user directory, which finds people by parts
// of name or id among those that the user may see.
func (c *Client) SearchPeople(ctx context.Context, term string, limit int) ([]Person, error) {
	var found struct {
		Results []Person `json:"results"`
	}
	err := c.request(ctx, "org.matrix.msc3973.user_directory_search", map[string]any{
		"search_term": term, "limit": limit,
	}, &found)
	if len(found.Results) > limit {
		found.Results = found.Results[:limit]
	}
	return found.Results, err
}

// Navigate makes the client show what a matrix.to link names.
func (c *Client) Navigate(ctx context.Context, link string) error {
	return c.request(ctx, "org.matrix.msc2931.navigate", map[string]any{"uri": link}, nil)
}
