namespace Lockstep.Tests.Attacks;

/// <summary>
/// Issue 11, A1: a project brings a file <c>git</c> or <c>ssh</c> and waits for whoever stands in it to type any command. The same with a PATH
/// that has relative entries.
/// </summary>
public sealed class ProgramsInTheCurrentDirectoryAttack : IDisposable
{
    private const string Usual = "/usr/local/bin:/usr/bin:/bin";

    private readonly AttackedUser _user = new();

    public void Dispose() => _user.Dispose();

    [Theory]
    [InlineData(Usual)]
    [InlineData(":" + Usual)]
    [InlineData(".:" + Usual)]
    [InlineData("bin:../project:" + Usual)]
    [InlineData(Usual + ":")]
    [InlineData("")]
    public async Task A_git_of_the_project_does_not_run(string path)
    {
        _user.WithTrap("project/git", "trace").WithTrap("project/bin/git", "trace");
        _user.Environment["PATH"] = path;

        Assert.Equal(0, (await _user.RunAsync("explain", "x")).Exit);
        Assert.False(_user.Has("trace"));
    }

    [Fact]
    public async Task A_git_of_the_current_directory_does_not_run_for_a_project_elsewhere()
    {
        _user.WithTrap("project/git", "trace").Place.WithDirectory("other");

        Assert.Equal(0, (await _user.RunAsync("-C", _user["other"], "explain", "x")).Exit);
        Assert.False(_user.Has("trace"));
    }

    [Theory]
    [InlineData("status")]
    [InlineData("push", "-n")]
    public async Task An_ssh_of_the_project_does_not_run(params string[] verb)
    {
        _user.WithTrap("project/ssh", "trace");
        _user.Environment["PATH"] = ":.";

        (int exit, _, string errors) = await _user.RunAsync([.. verb, "box.invalid:app"]);

        Assert.Equal(3, exit);
        Assert.Contains("ssh", errors);
        Assert.False(_user.Has("trace"));
    }

    /// <summary>Without this the traps above might be traps for nobody.</summary>
    [Theory]
    [InlineData("git", 0, "explain", "x")]
    [InlineData("ssh", 3, "status", "box.invalid:app")]
    public async Task A_program_below_an_absolute_entry_of_PATH_does_run(string program, int expected, params string[] arguments)
    {
        _user.WithTrap($"tools/{program}", "trace");
        _user.Environment["PATH"] = $"relative:{_user["tools"]}:{Usual}";

        Assert.Equal(expected, (await _user.RunAsync(arguments)).Exit);
        Assert.True(_user.Has("trace"));
    }
}
