package graph

// A Pace is where in the input an array grew last, and how long it became for: between there and the next time it
// shows how fast it grows now. Pickles begin with what is not repeated later, as the texts of a list of shared strings.
type Pace struct{ pos, n int }

const (
	telling = 64   // the first part in so many tells what the rest is like
	least   = 4096 // if it is as many bytes
	densest = 2    // elements that a byte of input makes, at most, to be believed
)

// Room is the capacity that an array of the finished graph will need if the rest of the input is like the
// part read; it holds need elements now, and have is its capacity. An eighth more than that is cheap, as it is not
// touched unless it is needed, and an array that is full shortly before the end is made, copied and faulted in once more.
func (f *Filling) Room(p *Pace, need, have int) int {
	c := 2 * have
	if left := f.Total - f.Pos; f.Pos > f.Total/telling && f.Pos > least {
		pace := float64(need) / float64(f.Pos)
		if p.n > 0 && f.Pos > p.pos {
			pace = max(pace, float64(need-p.n)/float64(f.Pos-p.pos))
		}
		c = need + min(int(1.125*pace*float64(left)), densest*left) + 64
	}
	*p = Pace{f.Pos, need}
	return max(c, need, have+have/8) // or an array could be copied at every opcode
}
