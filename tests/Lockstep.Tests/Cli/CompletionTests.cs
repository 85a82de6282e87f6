using Xunit;

namespace Lockstep.Tests.Cli;

/// <summary>What a shell is told could stand where the cursor is.</summary>
public sealed class CompletionTests : CommandLineScene
{
    private const string Settings = """
        [target.web1]
        address = "ann@web1:srv"
        [target.lab]
        address = "lab:"
        [group]
        web = ["web1", "lab"]
        """;

    [Theory]
    [InlineData("=pu", "", "push\tSend what changed, then run the deploy on the target", "pull\tBring files back: what was changed on the target, or the paths given")]
    [InlineData("=man", "")]
    [InlineData("=web", "push", "web\tgroup: web1, lab", "web1\tann@web1:srv", "webhost:\thost of ~/.ssh/config")]
    [InlineData("=l", "push web1", "lab\tlab:")]
    [InlineData("=web1", "diff", "web1\tann@web1:srv", ":files")]
    [InlineData("=", "diff web1", ":files")]
    [InlineData("=", "explain", ":files")]
    [InlineData("=", "trust", ":directories")]
    [InlineData("=", "-C", ":directories")]
    [InlineData("=webh", "init", "webhost:\thost of ~/.ssh/config")]
    [InlineData("=", "run web1 --", ":files")]
    [InlineData("=-", "rsync", ":files")]
    [InlineData("=", "push --color", "always", "auto", "never")]
    [InlineData("=--color=al", "push", "--color=always")]
    [InlineData("=--dr", "push", "--dry-run\tShow the plan, change nothing")]
    [InlineData("=--dr", "push --dry-run")]
    [InlineData("=--js", "push -q", "--json\tOne JSON object a line on standard output")]
    [InlineData("=z", "completion", "zsh")]
    [InlineData("=wa", "help", "watch\tPush, then keep pushing on every save", "watching")]
    [InlineData("=", "version")]
    public async Task Each_place_has_its_words(string word, string before, params string[] lines)
    {
        Home = Project.FullName;
        Directory.CreateDirectory(Path.Join(Home, ".ssh"));
        await File.WriteAllTextAsync(Path.Join(Home, ".ssh", "config"), "Host webhost *.pattern\n", TestContext.Current.CancellationToken);
        await WriteSettingsAsync(Settings);

        Assert.Equal(0, await RunAsync($"__complete {word} {before}"));
        Assert.Equal(lines, Fixture.Results.Split((char)10, StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Settings_that_cannot_be_read_are_no_error_here()
    {
        await WriteSettingsAsync("nonsense");
        Assert.Equal(0, await RunAsync("__complete =w push"));
        Assert.Equal(("", ""), (Fixture.Results, Fixture.Remarks));
    }
}
