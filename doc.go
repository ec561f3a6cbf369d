// Package brine opens every pickle that analysts really have, and writes them, in one line:
//
//	model, err := brine.Load[*sklearn.Model]("model.pkl")
//	prices, err := brine.Load[map[string][]float64]("prices.joblib")
//	weights, err := brine.Load[map[string]*torch.Tensor]("weights.pt")
//	err = brine.Dump("prices.pkl.gz", prices, brine.WithCompression(brine.Gzip, 6))
//
// What a file is, its content says and not its name: a pickle of any protocol, a file of joblib.dump, torch.save (its three
// formats), numpy.save or numpy.savez, each of them compressed or not (zlib, gzip, bzip2, xz, lzma, lz4, zstd, joblib's ZF), or
// a pickle that is the member of a zip or tar file, as pandas' to_pickle writes them. Nothing that a file names is called.
//
// [Load] reads a file as a Go value: of any type that package pickle unmarshals, a *py.Document or py.Value with all
// that is in it, a model of package sklearn, arrays, frames and tensors, or a struct of such. [Open] maps it into memory and reads what is
// asked for; [Dump] writes,
// and replaces a file as a whole or not at all.
//
// # Memory
//
// Load takes the memory of the file, or of what it inflates to, once: arrays, strings and bytes are parts of it and
// keep it alive. [Open] takes almost none for a file that is not compressed: a 10 GB array is read from the disk when,
// and as far as, it is looked at.
//
// What a compressed file inflates to is limited ([Limits]); everything else is bounded by the size of the file.
package brine
