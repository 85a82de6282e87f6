namespace Lockstep.Tests.Attacks;

/// <summary>Issue 11, A5: a cloned project is copied into another directory of this machine, and its deploy script runs here, with sudo.</summary>
public sealed class DeployOnThisMachineAttack : IDisposable
{
    private readonly AttackedUser _user = new();

    public DeployOnThisMachineAttack()
    {
        _user.WithTrap("tools/sudo", "trace").WithTrap("tools/python3", "trace").WithTrap("project/deploy.sh", "trace").Place.WithFile("project/deploy.py");
        _user.Environment["PATH"] = $"{_user["tools"]}:/usr/bin:/bin";
    }

    public void Dispose() => _user.Dispose();

    [Theory]
    [InlineData("deploy.py")]
    [InlineData("deploy.sh")]
    public async Task No_script_runs_by_its_name_alone(string left)
    {
        File.Delete(_user[left == "deploy.py" ? "project/deploy.sh" : "project/deploy.py"]);

        (int exit, _, string errors) = await _user.RunAsync("push", _user["target"]);

        Assert.Equal(0, exit);
        Assert.Contains($"{left} was not run", errors);
        Assert.True(_user.Has($"target/{left}"));
        Assert.False(_user.Has("trace"));
    }

    [Fact]
    public async Task Not_by_the_deploy_verb_either()
    {
        await _user.RunAsync("push", "--no-deploy", _user["target"]);

        (int exit, _, string errors) = await _user.RunAsync("deploy", _user["target"]);

        Assert.Equal(2, exit);
        Assert.Contains("--deploy CMD", errors);
        Assert.False(_user.Has("trace"));
    }

    [Theory]
    [InlineData("[deploy]\ncommand = \"touch here\"\n", "[deploy] command = touch here", "push")]
    [InlineData("[deploy]\ncommand = \"touch here\"\n", "[deploy] command = touch here", "push", "-n")]
    [InlineData("[deploy]\ncommand = \"touch here\"\n", "[deploy] command = touch here", "watch")]
    [InlineData("[deploy]\ncommand = \"touch here\"\n", "[deploy] command = touch here", "deploy")]
    [InlineData("[[on_change]]\npaths = [\"*\"]\nrun = \"touch here\"\n", "[[on_change]] run = touch here", "watch")]
    public async Task A_command_of_the_settings_has_to_be_trusted(string settings, string shown, params string[] verb)
    {
        _user.WithSettings(settings);

        (int exit, _, string errors) = await _user.RunAsync([.. verb, _user["target"]]);

        Assert.Equal(5, exit);
        Assert.Contains($"\n  {shown}\n", errors);
        Assert.False(_user.Has("target"));
    }

    [Theory]
    [InlineData("[deploy]\ncommand = \"touch here\"\n")]
    [InlineData("[target.here]\naddress = \"../target\"\ndeploy = \"touch here\"\n")]
    public async Task A_trusted_command_runs(string settings)
    {
        _user.WithSettings(settings);
        await _user.RunAsync("trust");

        Assert.Equal(0, (await _user.RunAsync("push", settings.Contains("here]") ? "here" : _user["target"])).Exit);
        Assert.True(_user.Has("target/here"));
    }

    [Fact]
    public async Task A_command_of_the_command_line_runs()
    {
        _user.WithSettings("[deploy]\ncommand = \"touch trap\"\n");

        Assert.Equal(0, (await _user.RunAsync("push", "--deploy", "touch here", _user["target"])).Exit);
        Assert.Equal((true, false), (_user.Has("target/here"), _user.Has("target/trap")));
    }

    [Fact]
    public async Task Without_a_deploy_nothing_has_to_be_trusted()
    {
        _user.WithSettings("[deploy]\ncommand = \"touch here\"\n");

        Assert.Equal(0, (await _user.RunAsync("push", "--no-deploy", _user["target"])).Exit);
        Assert.Equal(0, (await _user.RunAsync("status", _user["target"])).Exit);
        Assert.False(_user.Has("target/here"));
    }
}
