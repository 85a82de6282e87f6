namespace Lockstep.InteropTests.Push;

/// <summary>Issue 15, point 5: targets behind any command that gives a pipe to a shell.</summary>
public sealed class PipeTargetTests(SharedSshServer shared)
{
    /// <summary>What <c>docker exec</c> does with its streams: without <c>-i</c> the command reads nothing, and its own troubles have codes above 124.</summary>
    private const string FakeDocker = """
        #!/bin/sh
        [ "$1" = exec ] || { echo "unknown command: $1" >&2; exit 125; }
        shift
        if [ "$1" = -i ]; then shift; else exec </dev/null; fi
        [ "$1" = web ] || { echo "Error response from daemon: No such container: $1" >&2; exit 1; }
        shift
        command -v "$1" >/dev/null || { echo "OCI runtime exec failed: exec: \"$1\": executable file not found in \$PATH" >&2; exit 127; }
        exec "$@"
        """;

    /// <summary>A pipe as that of <c>kubectl exec</c>: it passes bytes both ways and outlives the program at its end.</summary>
    private const string NeverEnds = """
        #!/bin/sh
        sh
        exec sleep 600
        """;

    [Theory]
    [InlineData("exec:sh")]
    [InlineData("exec:sh -c 'exec sh'")]
    [InlineData("exec:{bin}/docker exec -i web sh")]
    [InlineData("exec:busybox sh")]
    [InlineData("exec:bash")]
    [InlineData("box!sh")]
    [InlineData("box!{bin}/docker exec -i web sh")]
    public async Task A_project_goes_through_the_pipe_and_back(string pipe)
    {
        using Workplace place = MakePlace();
        string address = $"{pipe.Replace("{bin}", place.Directory, StringComparison.Ordinal)}:{place.Target}";

        ClientResult pushed = await place.RunAsync("-C", place.Project, "push", address, "--no-deploy");
        Assert.True(pushed.Exit == 0, pushed.Errors);
        Assert.Equal("", place.DifferencesByRsync());

        place.InProject("echo two > a");
        ClientResult ran = await place.RunAsync("-C", place.Project, "run", address, "--", "sh", "-c", "cat a; exit 7");
        Assert.Equal((7, "two\n"), (ran.Exit, ran.Output));

        Assert.Equal(0, (await place.RunAsync("-C", place.Project, "undo", address, "--no-deploy")).Exit);
        Assert.Equal("one\n", File.ReadAllText(Path.Combine(place.Target, "a")));
        Assert.Contains("not pushed", (await place.RunAsync("-C", place.Project, "status", address)).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pipe_that_never_ends_is_ended()
    {
        using Workplace place = MakePlace();

        ClientResult pushed = await place.RunAsync("-C", place.Project, "push", $"exec:{place.Directory}/never-ends:{place.Target}", "--no-deploy");

        Assert.True(pushed.Exit == 0, pushed.Errors);
        Assert.Equal("", place.DifferencesByRsync());
    }

    [Theory]
    [InlineData("exec:{bin}/docker exec -i db sh", "No such container: db")]
    [InlineData("exec:{bin}/docker exec -i web nosuchshell", "executable file not found")]
    [InlineData("exec:{bin}/docker exec web sh", "Try it by hand: it has to give a shell that reads its standard input")]
    [InlineData("exec:nosuchprogram", "nosuchprogram")]
    [InlineData("box!nosuchprogram", "nosuchprogram")]
    public async Task A_pipe_that_gives_no_shell_is_told(string pipe, string expected)
    {
        using Workplace place = MakePlace();

        ClientResult result = await place.RunAsync(
            "-C", place.Project, "push", $"{pipe.Replace("{bin}", place.Directory, StringComparison.Ordinal)}:{place.Target}", "--no-deploy");

        Assert.Equal(3, result.Exit);
        Assert.Contains(expected, result.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("LOCKSTEP_SSH", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_that_the_project_names_has_to_be_trusted()
    {
        using Workplace place = MakePlace();
        place.Environment.Remove("LOCKSTEP_TRUST");
        string proof = Path.Combine(place.Directory, "started");
        place.InProject($"printf '[target.web]\\naddress = \"exec:touch {proof}:/app\"\\n' > lockstep.toml");

        ClientResult result = await place.RunAsync("-C", place.Project, "push", "web", "--no-deploy");

        Assert.Equal(5, result.Exit);
        Assert.Contains($"exec:touch {proof}", result.Errors, StringComparison.Ordinal);
        Assert.False(File.Exists(proof));
    }

    private Workplace MakePlace()
    {
        Workplace place = Workplace.For(Reach.Ssh, shared);
        place.InProject("echo one > a; mkdir -p b; echo x > b/c");
        foreach ((string name, string script) in new[] { ("docker", FakeDocker), ("never-ends", NeverEnds) })
        {
            string path = Path.Combine(place.Directory, name);
            File.WriteAllText(path, script + "\n");
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return place;
    }
}
