package main

import (
	"fmt"
	"reflect"
	"strings"
	"time"

	"github.com/urfave/cli"

	"gitlab.com/gitlab-org/gitlab-runner/common"
)

// Prints each key of config.toml that GitLab Runner reads, with its type in Go, but those of the executors that no
// machine has.
func keysCommand() cli.Command {
	return cli.Command{Name: "keys", Action: func(*cli.Context) { printKeys("", reflect.TypeFor[common.Config]()) }}
}

var otherExecutors = map[string]bool{
	"kubernetes": true, "ssh": true, "parallels": true, "virtualbox": true, "custom": true, "instance": true,
}

func printKeys(table string, of reflect.Type) {
	for i := range of.NumField() {
		field := of.Field(i)
		name, _, _ := strings.Cut(field.Tag.Get("toml"), ",")
		inner := bare(field.Type, reflect.Pointer)
		switch {
		case name == "-" || !field.IsExported() || otherExecutors[name]:
			continue
		case field.Anonymous && name == "":
			printKeys(table, inner)
			continue
		case name == "":
			name = field.Name
		}
		path := strings.TrimPrefix(table+"."+name, ".")
		fmt.Println(path, inner)
		if each := bare(inner, reflect.Slice, reflect.Pointer); each.Kind() == reflect.Struct && each != reflect.TypeFor[time.Time]() {
			printKeys(path, each)
		}
	}
}

// What a pointer points at, or a list holds.
func bare(of reflect.Type, around ...reflect.Kind) reflect.Type {
	for _, kind := range around {
		if of.Kind() == kind {
			return bare(of.Elem(), around...)
		}
	}
	return of
}
