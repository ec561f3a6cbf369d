module github.com/brine-go/brine

go 1.26
