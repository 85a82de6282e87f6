using System.Diagnostics;
using Lockstep.Files;
using Lockstep.Files.Scanning;
using Lockstep.Files.Sources;
using Lockstep.Plan;
using Lockstep.Sessions;
using Lockstep.Tests.Files.Sources;
using Lockstep.Tree;

namespace Lockstep.Tests.Attacks;

/// <summary>
/// A repository's settings name programs for git to start: the file system monitor, hooks, what fetches missing
/// objects, filters, drivers of diffs. Each
/// leaves a trace here, with git as everybody starts it. Asked by us, git starts none of them.
/// </summary>
public sealed class GitStartsNothingAttack : IDisposable
{
    private readonly GitScene _git = new();
    private readonly string _commit;

    public GitStartsNothingAttack()
    {
        _git.Write("repository/a", "one");
        _git.Write("repository/.gitattributes", "a filter=trap diff=trap\n");
        _commit = GitScene.Commit(_git.Repository, "one");
        _git.Write("trap", $"#!/bin/sh\necho \"$0 $*\" >> '{Trace}'\nexit 1\n");
        MakeExecutable(Trap);
    }

    private string Trap => _git.Place("trap");

    private string Trace => _git.Place("trace");

    public void Dispose() => _git.Dispose();

    [Theory]
    [InlineData("core.fsmonitor", "status")]
    [InlineData("filter.trap.clean", "add a")]
    [InlineData("diff.trap.textconv", "diff")]
    [InlineData("diff.external", "diff")]
    [InlineData("core.sshCommand", "cat-file -e 1234567890123456789012345678901234567890")]
    [InlineData("core.gitProxy", "cat-file -e 1234567890123456789012345678901234567890")]
    [InlineData("core.hooksPath", "checkout --quiet -b other")]
    [InlineData("alias.unknown", "unknown")]
    [InlineData("credential.helper", "credential fill")]
    public void A_program_of_the_settings_is_not_started(string key, string tempting)
    {
        Arm(key);
        File.AppendAllText(Path.Combine(_git.Repository, "a"), "more");
        string other = _git.Clone("other");
        GitScene.Git(_git.Repository, "config", "extensions.partialClone", "origin");
        Tempt(tempting);
        Assert.True(File.Exists(Trace), $"git {tempting} does not start {key}, so that the test could not fail");
        File.Delete(Trace);

        AskEverything(other);
        Assert.False(File.Exists(Trace), File.Exists(Trace) ? File.ReadAllText(Trace) : "");
    }

    [Fact]
    public void An_object_that_is_missing_is_not_fetched()
    {
        Arm("core.sshCommand");
        GitScene.Git(_git.Repository, "config", "extensions.partialClone", "origin");
        string tree = GitScene.Git(_git.Repository, "rev-parse", "HEAD^{tree}");
        File.Delete(Path.Combine(_git.Repository, ".git", "objects", tree[..2], tree[2..]));
        Tempt("ls-tree HEAD");
        Assert.True(File.Exists(Trace), "git does not fetch, so that the test could not fail");
        File.Delete(Trace);

        AskEverything(_git.Repository);
        Assert.False(File.Exists(Trace));
    }

    [Fact]
    public void Objects_of_an_alternate_that_is_no_directory_cost_an_answer_and_no_time()
    {
        _git.Write("repository/.git/objects/info/alternates", $"{Trap}\n/dev/zero\n");
        Assert.True(_git.SourceOf(_git.Repository).Contains(_commit));
        Assert.Null(_git.SourceOf(_git.Repository).Contains(new string('1', 40)));
    }

    private static void MakeExecutable(string path)
    {
        using Process change = Process.Start("/bin/chmod", ["755", path]);
        change.WaitForExit();
        Assert.Equal(0, change.ExitCode);
    }

    private void Arm(string key)
    {
        string value = Trap;
        if (key == "core.hooksPath")
        {
            value = _git.Place("hooks");
            _git.Write("hooks/post-checkout", File.ReadAllText(Trap));
            _git.Write("hooks/post-index-change", File.ReadAllText(Trap));
            _git.Write("hooks/reference-transaction", File.ReadAllText(Trap));
            foreach (string hook in Directory.GetFiles(value))
            {
                MakeExecutable(hook);
            }
        }

        string scheme = key == "core.gitProxy" ? "git" : "ssh";
        GitScene.Git(_git.Repository, "config", "remote.origin.url", $"{scheme}://nowhere.invalid/x");
        GitScene.Git(_git.Repository, "config", "remote.origin.promisor", "true");
        GitScene.Git(_git.Repository, "config", "core.repositoryFormatVersion", "1");
        GitScene.Git(_git.Repository, "config", key, key == "alias.unknown" ? $"!{value}" : value);
    }

    /// <summary>What a user might do by hand. It may fail: the trap does.</summary>
    private void Tempt(string command)
    {
        var start = new ProcessStartInfo("/usr/bin/git", command.Split(' '))
        {
            WorkingDirectory = _git.Repository,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["GIT_TERMINAL_PROMPT"] = "0";
        start.Environment["GIT_CONFIG_GLOBAL"] = "/dev/null";
        using Process git = Process.Start(start)!;
        git.StandardInput.Write("protocol=https\nhost=nowhere.invalid\n\n");
        git.StandardInput.Close();
        git.StandardOutput.ReadToEnd();
        git.StandardError.ReadToEnd();
        git.WaitForExit();
    }

    /// <summary>All that is ever asked of a repository.</summary>
    private void AskEverything(string other)
    {
        ProjectSource source = _git.SourceOf(_git.Repository);
        Snapshot project = GitScene.Scan(_git.Repository);
        RunSource identity = source.Identify();
        Assert.Equal(_commit, identity.Commit);
        source.Contains(GitScene.Git(other, "rev-parse", "HEAD"));
        source.Contains(new string('1', 40));
        using RootedDirectory root = ProjectScanner.OpenProject(System.Text.Encoding.UTF8.GetBytes(_git.Repository));
        RunSource described = source.Describe(root, project, long.MinValue, (_, _) => false);
        source.FillVouched(project, project, described with { IsClean = true, IsVerbatim = true });
        GitRepositoryConfig.Read(_git.Repository);
    }
}
