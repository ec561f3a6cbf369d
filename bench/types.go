package main

import "time"

// The Go types of the workloads: what a program that knows its data would write.

// Profile is a dict of 33 keys.
type Profile struct {
	AdsFlags            int64     `pickle:"ads_flags"`
	Age                 int64     `pickle:"age"`
	Birthday            time.Time `pickle:"birthday,date"`
	BulletinCount       int64     `pickle:"bulletin_count"`
	CommentCount        int64     `pickle:"comment_count"`
	Country             string    `pickle:"country"`
	EncryptedID         string    `pickle:"encrypted_id"`
	FavoriteCount       int64     `pickle:"favorite_count"`
	FirstName           string    `pickle:"first_name"`
	Flags               int64     `pickle:"flags"`
	FriendCount         int64     `pickle:"friend_count"`
	Gender              string    `pickle:"gender"`
	GenderForDisplay    string    `pickle:"gender_for_display"`
	ID                  int64     `pickle:"id"`
	IsCustomProfileIcon int64     `pickle:"is_custom_profile_icon"`
	LastName            string    `pickle:"last_name"`
	LocalePreference    string    `pickle:"locale_preference"`
	Member              int64     `pickle:"member"`
	Tags                []string  `pickle:"tags"`
	ProfileFooID        int64     `pickle:"profile_foo_id"`
	SecureEncryptedID   string    `pickle:"secure_encrypted_id"`
	SessionNumber       int64     `pickle:"session_number"`
	SignupID            string    `pickle:"signup_id"`
	Status              string    `pickle:"status"`
	Theme               int64     `pickle:"theme"`
	TimeCreated         int64     `pickle:"time_created"`
	TimeUpdated         int64     `pickle:"time_updated"`
	UnreadMessageCount  int64     `pickle:"unread_message_count"`
	UserGroup           string    `pickle:"user_group"`
	Username            string    `pickle:"username"`
	PlayCount           int64     `pickle:"play_count"`
	ViewCount           int64     `pickle:"view_count"`
	Zip                 string    `pickle:"zip"`
}

// TextProfile is a dict of the same keys to str.
type TextProfile struct {
	AdsFlags            string `pickle:"ads_flags"`
	Age                 string `pickle:"age"`
	Birthday            string `pickle:"birthday"`
	BulletinCount       string `pickle:"bulletin_count"`
	CommentCount        string `pickle:"comment_count"`
	Country             string `pickle:"country"`
	EncryptedID         string `pickle:"encrypted_id"`
	FavoriteCount       string `pickle:"favorite_count"`
	FirstName           string `pickle:"first_name"`
	Flags               string `pickle:"flags"`
	FriendCount         string `pickle:"friend_count"`
	Gender              string `pickle:"gender"`
	GenderForDisplay    string `pickle:"gender_for_display"`
	ID                  string `pickle:"id"`
	IsCustomProfileIcon string `pickle:"is_custom_profile_icon"`
	LastName            string `pickle:"last_name"`
	LocalePreference    string `pickle:"locale_preference"`
	Member              string `pickle:"member"`
	Tags                string `pickle:"tags"`
	ProfileFooID        string `pickle:"profile_foo_id"`
	SecureEncryptedID   string `pickle:"secure_encrypted_id"`
	SessionNumber       string `pickle:"session_number"`
	SignupID            string `pickle:"signup_id"`
	Status              string `pickle:"status"`
	Theme               string `pickle:"theme"`
	TimeCreated         string `pickle:"time_created"`
	TimeUpdated         string `pickle:"time_updated"`
	UnreadMessageCount  string `pickle:"unread_message_count"`
	UserGroup           string `pickle:"user_group"`
	Username            string `pickle:"username"`
	PlayCount           string `pickle:"play_count"`
	ViewCount           string `pickle:"view_count"`
	Zip                 string `pickle:"zip"`
}

// Record is a dict of 8 keys, one of a list of them.
type Record struct {
	ID      int64    `pickle:"id"`
	Name    string   `pickle:"name"`
	Email   string   `pickle:"email"`
	Score   float64  `pickle:"score"`
	Active  bool     `pickle:"active"`
	Tags    []string `pickle:"tags"`
	Created int64    `pickle:"created"`
	Note    string   `pickle:"note"` // None in every second one
}

// Counted is a tuple of a list and an int.
type Counted struct {
	_    struct{} `pickle:",tuple"`
	List []int64
	N    int64
}

// Metric is what Graphite's pickle protocol sends a list of: (name, (time, value)).
type Metric struct {
	_     struct{} `pickle:",tuple"`
	Name  string
	Point Point
}

// Point is the inner tuple of a [Metric].
type Point struct {
	_     struct{} `pickle:",tuple"`
	Time  int64
	Value float64
}

// Node is an instance of a class of four attributes.
type Node struct {
	Value int64  `pickle:"value"`
	Name  string `pickle:"name"`
	Left  *Node  `pickle:"left"`
	Right *Node  `pickle:"right"`
}
