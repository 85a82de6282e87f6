using System.Text.Json;
using Lockstep.Cli.Texts;
using Xunit;

namespace Lockstep.Tests.Cli;

/// <summary>With <c>--json</c> standard output is one object a line, whatever the command and however it ends, and a summary is the last.</summary>
public sealed class JsonEverywhereTests : CommandLineScene
{
    [Theory]
    [InlineData("explain a.log b", 0, "explain")]
    [InlineData("history box:", 0, null)]
    [InlineData("trust", 0, "trust")]
    [InlineData("version", 0, "version")]
    [InlineData("--version", 0, "version")]
    [InlineData("help", 0, "text")]
    [InlineData("help filters", 0, "text")]
    [InlineData("push --help", 0, "text")]
    [InlineData("completion zsh", 0, "text")]
    [InlineData("skill", 0, "text")]
    [InlineData("init box:", 0, "init")]
    [InlineData("", 2, "error")]
    [InlineData("nosuch", 2, "error")]
    [InlineData("push --nosuch", 2, "error")]
    [InlineData("push nosuch", 2, "error")]
    [InlineData("push -C nosuch box:", 5, "error")]
    [InlineData("history --purge . box:", 2, "error")]
    public async Task Each_line_is_an_object_and_the_last_the_summary(string arguments, int exit, string? first)
    {
        Assert.Equal(exit, await RunAsync($"{arguments} --json"));
        JsonElement[] events = Events();
        Assert.All(events, item => Assert.Equal(1, item.GetProperty("v").GetInt32()));
        Assert.Equal(first ?? "summary", events[0].GetProperty("event").GetString());
        Assert.Equal(("summary", exit), (events[^1].GetProperty("event").GetString(), events[^1].GetProperty("exit").GetInt32()));
        Assert.Single(events, item => item.GetProperty("event").GetString() == "summary");
    }

    [Fact]
    public async Task Each_error_of_a_settings_file_has_its_place_and_remedy()
    {
        await WriteSettingsAsync("[project]\nhiden = true\nexclude = 'x'\n");
        Assert.Equal(2, await RunAsync("status box: --json"));
        JsonElement[] events = Events();
        Assert.Equal(3, events.Length);
        Assert.Equal(
            ("settings", "unknown key 'hiden' in [project]", "lockstep.toml", 2, 1, "did you mean 'hidden'?"),
            (Text(events[0], "code"), Text(events[0], "message"), Text(events[0], "path"), events[0].GetProperty("line").GetInt32(), events[0].GetProperty("column").GetInt32(), Text(events[0], "remedy")));
        Assert.Equal(3, events[1].GetProperty("line").GetInt32());
    }

    [Fact]
    public async Task An_explanation_tells_verdict_and_rule()
    {
        await RunAsync("explain a.log b . --json");
        Assert.Equal(["a.log not_sent", "b sent", ". sent"], Events()[..3].Select(item => $"{Text(item, "path")} {Text(item, "verdict")}"));
    }

    [Theory]
    [InlineData("cannot connect to box: no. Check it. Then again.", "cannot connect to box: no", "Check it. Then again.")]
    [InlineData("it failed (a.b.c at 1.5 s).\n  ssh said:\n  | Words. More", "it failed (a.b.c at 1.5 s)\n  ssh said:\n  | Words. More", null)]
    [InlineData("no. Do it.\n  | words", "no\n  | words", "Do it.")]
    [InlineData("unknown option\nTry 'lockstep --help'.", "unknown option", "Try 'lockstep --help'.")]
    [InlineData("done here. --yes agrees.", "done here", "--yes agrees.")]
    public void A_message_is_taken_apart_into_cause_and_remedy(string message, string cause, string? remedy) =>
        Assert.Equal(new MessageParts(cause, remedy), MessageParts.Of(message));

    private JsonElement[] Events() => [.. Fixture.ResultLines.Select(line => SchemaCheck.Checked(JsonElement.Parse(line)))];

    private static string? Text(JsonElement item, string name) => item.GetProperty(name).GetString();
}
