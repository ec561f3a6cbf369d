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

// long is from how many words on the room of a list is told by the pace, and not doubled: what it had before stays in the
// pool as a hole.
const long = 1 << 12

// longRoom is Room for the words of a list, dict or set; double is what it is to have otherwise. Only the first is
// believed to go on to the end: a pickle could have thousands.
func (f *Filling) longRoom(w Word, need, double int) int {
	left := f.Total - f.Pos
	if f.Pos <= f.Total/telling || f.Pos <= least || f.long != No && f.long != w {
		return double
	}
	c := min(need+min(int(1.125*float64(need)/float64(f.Pos)*float64(left)), densest*left), maxItems)
	if w == f.long {
		return max(c, need+need/4)
	}
	if c > double {
		f.long = w
	}
	return max(c, double)
}

// idle is how many words of the pool are reserved for what is to come.
func (g *Graph) idle() int {
	w := g.fill.long
	if w == No {
		return 0
	}
	s := g.SpanOf(w)
	if w.Is(Dict) {
		return int(s.Cap) - 2*int(s.N)
	}
	return int(s.Cap) - int(s.N)
}
