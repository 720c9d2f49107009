// Puts GitLab Runner together of its own packages: the commands that a machine gives, the docker executor, and what
// that has run in its helper image. Left out is what a rehearsal has no use for: other executors, caches, secrets.
package main

import (
	"os"
	"path/filepath"

	"github.com/sirupsen/logrus"
	"github.com/urfave/cli"

	"gitlab.com/gitlab-org/gitlab-runner/commands"
	"gitlab.com/gitlab-org/gitlab-runner/commands/helpers"
	"gitlab.com/gitlab-org/gitlab-runner/common"
	"gitlab.com/gitlab-org/gitlab-runner/executors"
	"gitlab.com/gitlab-org/gitlab-runner/executors/docker"
	"gitlab.com/gitlab-org/gitlab-runner/log"
	"gitlab.com/gitlab-org/gitlab-runner/network"
	"gitlab.com/gitlab-org/gitlab-runner/router"

	_ "gitlab.com/gitlab-org/gitlab-runner/shells"
)

func main() {
	// Its fatal log entries are panics.
	defer func() {
		fault := recover()
		if _, isLogged := fault.(*logrus.Entry); isLogged {
			os.Exit(1)
		}
		if fault != nil {
			panic(fault)
		}
	}()
	app := cli.NewApp()
	app.Name = filepath.Base(os.Args[0])
	app.Version = common.AppVersion.ShortLine()
	app.Commands = runnerCommands()
	if app.Name == "gitlab-runner-helper" {
		app.Commands = helperCommands()
	}
	app.CommandNotFound = func(_ *cli.Context, command string) { logrus.Fatalln("Command", command, "not found") }
	log.ConfigureLogging(app)
	if err := app.Run(os.Args); err != nil {
		logrus.Fatal(err)
	}
}

func runnerCommands() []cli.Command {
	providers := executors.NewProviderRegistry(map[string]common.ExecutorProvider{"docker": docker.NewProvider()})
	certificates := commands.GetDefaultCertificateDirectory()
	gitlab := network.NewGitLabClient(
		network.WithAPIRequestsCollector(network.NewAPIRequestsCollector()),
		network.WithCertificateDirectory(certificates),
		network.WithExecutorProviderFunc(providers.GetByName),
	)
	routed := router.NewClient(gitlab, certificates, common.AppVersion.UserAgent())
	return []cli.Command{commands.NewLintCommand(), commands.NewRunSingleCommand(routed, providers), keysCommand()}
}

func helperCommands() []cli.Command {
	return []cli.Command{
		helpers.NewCacheInitCommand(),
		helpers.NewHealthCheckCommand(),
		helpers.NewProxyExecCommand(),
		helpers.NewReadLogsCommand(),
	}
}
