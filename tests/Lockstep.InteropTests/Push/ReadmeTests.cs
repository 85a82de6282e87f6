using Lockstep.Wire.Messages;
using Lockstep.Wire.Messages.Commands;
using Xunit;

namespace Lockstep.InteropTests.Push;

/// <summary>The commands of the README, run as they are written, and the examples.</summary>
public sealed class ReadmeTests(SharedSshServer shared)
{
    [Fact]
    public async Task The_first_command_pushes_the_example_to_a_directory_and_deploys_it()
    {
        string command = Commands().First(line => line.Contains(" push ", StringComparison.Ordinal));
        Assert.Equal("./lockstep -C examples/hello push /tmp/hello-server --deploy ./deploy.sh", command);
        using var place = new Workplace();
        ClientResult result = await RunAsync(place, command.Replace("/tmp/hello-server", place.Target, StringComparison.Ordinal));
        Assert.Contains($"deploy| hello from {place.Target}, run 1", result.Output, StringComparison.Ordinal);
        Assert.Contains("deploy|   serves static/index.html", result.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(place.Target, "static/index.html")));
    }

    [Fact]
    public async Task The_same_command_with_a_host_pushes_there()
    {
        string command = Commands().Single(line => line.EndsWith("push user@host:hello", StringComparison.Ordinal));
        using var place = new Workplace(shared.Server);
        ClientResult result = await RunAsync(place, command.Replace("user@host:hello", place.Address, StringComparison.Ordinal));
        Assert.Contains($"deploy| hello from {place.Target}, run 1", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_commands_of_a_day_work()
    {
        BuiltPrograms.Installed("/usr/bin/make", "make");
        using var place = new Workplace(shared.Server);
        place.InProject("mkdir build; printf log > build/app.log; printf '*.log\n' > .gitignore; printf x > x; printf 'test:\\n\\techo tested\\n' > Makefile");
        string[] commands = [.. Commands().Where(line => line.StartsWith("lockstep ", StringComparison.Ordinal))];
        Assert.Equal(["init", "diff", "push", "watch", "run", "undo", "pull", "status", "explain", "doctor"], commands.Select(line => line.Split(' ')[1]));
        place.CurrentDirectory = place.Project;
        foreach (string command in commands.Where(command => !command.StartsWith("lockstep watch", StringComparison.Ordinal)))
        {
            if (command.StartsWith("lockstep undo", StringComparison.Ordinal))
            {
                place.InProject("printf y > x");
                Assert.Equal(0, (await place.RunAsync("push")).Exit);
            }

            string[] words = command.Split('#')[0].Trim().Replace("user@host:projects/shop", place.Address, StringComparison.Ordinal).Split(' ')[1..];
            ClientResult result = await place.RunAsync(words);
            Assert.True(result.Exit == 0, $"{command}: {result.Exit}\n{result.Output}{result.Errors}");
            if (words[0] == "run")
            {
                Assert.EndsWith("tested\n", result.Output, StringComparison.Ordinal);
            }

            if (words[0] == "explain")
            {
                Assert.Contains(".gitignore:1: *.log", result.Output, StringComparison.Ordinal);
            }
        }

        Assert.Equal("x", place.OnTarget("cat x"));
    }

    [Fact]
    public async Task The_example_with_a_deploy_py_deploys()
    {
        BuiltPrograms.Installed("/usr/bin/python3", "python3");
        using var place = new Workplace();
        string example = Path.Combine(BuiltPrograms.Root, "examples/deploy-py");
        ClientResult result = await place.RunAsync("-C", example, "push", place.Target, "--deploy", "python3 deploy.py");
        Assert.True(result.Exit == 0, result.Output + result.Errors);
        Assert.Contains("deploy| run 1 of ", result.Output, StringComparison.Ordinal);
        Assert.True(Directory.Exists(Path.Combine(place.Target, "data")));
        Assert.Equal(0, (await place.RunAsync("-C", example, "push", place.Target, "--deploy", "python3 deploy.py")).Exit);
        Assert.True(Directory.Exists(Path.Combine(place.Target, "data")));
    }

    /// <summary>The lines of the README's shell blocks.</summary>
    private static IEnumerable<string> Commands()
    {
        bool isShell = false;
        foreach (string line in File.ReadLines(Path.Combine(BuiltPrograms.Root, "README.md")))
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                isShell = line == "```sh";
            }
            else if (isShell)
            {
                yield return line;
            }
        }
    }

    private static async Task<ClientResult> RunAsync(Workplace place, string command)
    {
        Assert.StartsWith("./lockstep ", command, StringComparison.Ordinal);
        string[] words = command.Split(' ');
        place.Client = Path.Combine(BuiltPrograms.Root, "lockstep");
        place.CurrentDirectory = BuiltPrograms.Root;
        ClientResult result = await place.RunAsync(words[1..]);
        Assert.True(result.Exit == 0, result.Output + result.Errors);
        return result;
    }
}
