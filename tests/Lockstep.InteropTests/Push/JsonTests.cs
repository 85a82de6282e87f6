using System.Text.Json;
using Lockstep.Wire.Messages;
using Lockstep.Wire.Messages.Commands;
using Xunit;

namespace Lockstep.InteropTests.Push;

/// <summary>What programs are told: JSON alone on standard output, text for people on standard error.</summary>
public sealed class JsonTests(SharedSshServer shared)
{
    private static readonly string[] SummaryMembers =
    [
        "v", "event", "target", "run", "exit", "engine", "added", "updated", "deleted", "renamed", "unchanged", "problems", "drift",
        "bytes_sent", "bytes_received", "bytes_content", "bytes_agent", "ms",
    ];

    [Fact]
    public async Task Every_line_is_an_event_and_the_summary_is_the_last()
    {
        using var place = new Workplace(shared.Server);
        place.InProject("mkdir d; printf 12345 > d/f; ln -s d l");
        ClientResult result = await place.PushedAsync("--deploy", "echo out; echo err >&2");
        Assert.All(result.Events, item => Assert.Equal(1, item.GetProperty("v").GetInt32()));
        Assert.All(result.Events, item => Assert.Equal(place.Address, item.GetProperty("target").GetString()));
        Assert.Equal(["progress", "plan", "file", "output", "summary"], result.Events.Select(item => item.GetProperty("event").GetString()!).Distinct());
        Assert.Single(result.EventsOf("summary"));

        JsonElement plan = Assert.Single(result.EventsOf("plan"));
        Assert.Equal((3, 0, 0, 0, 0), (Number(plan, "add"), Number(plan, "update"), Number(plan, "delete"), Number(plan, "rename"), Number(plan, "mode")));
        Assert.Equal(["add d", "add d/f", "add l"], result.Changes);
        Assert.Equal(5, result.EventsOf("file").Single(file => file.GetProperty("path").GetString() == "d/f").GetProperty("bytes").GetInt64());

        JsonElement summary = result.Summary;
        Assert.All(SummaryMembers, name => Assert.True(summary.TryGetProperty(name, out _), name));
        Assert.All(["connect", "scan", "transfer", "commit", "deploy", "total"], name => Assert.True(summary.GetProperty("ms").GetProperty(name).GetInt64() >= 0));
        Assert.Equal("agent", summary.GetProperty("engine").GetString());
        Assert.Equal(1, result.Count("run"));
        Assert.True(result.Count("bytes_sent") >= result.Count("bytes_agent"));
        Assert.Equal(5 + 1, result.Count("bytes_content"));
    }

    [Fact]
    public async Task A_rename_tells_from_where_and_a_deletion_is_told()
    {
        using var place = new Workplace();
        place.InProject("printf content > a; printf b > b; printf c > c");
        await place.PushedAsync();
        place.InProject("mv a z; rm b; chmod 600 c");
        ClientResult result = await place.PushedAsync();
        Assert.Equal(["delete b", "mode c", "rename z"], result.Changes);
        Assert.Equal("a", result.EventsOf("file").Single(file => file.GetProperty("change").GetString() == "rename").GetProperty("from").GetString());
    }

    [Theory]
    [InlineData("refused", 5)]
    [InlineData("no connection", 3)]
    [InlineData("sync failed", 1)]
    [InlineData("deploy failed", 6)]
    public async Task A_failure_ends_with_a_summary_too(string what, int exit)
    {
        using var place = new Workplace(what == "no connection" ? shared.Server : null);
        place.InProject("printf 1 > f");
        switch (what)
        {
            case "refused":
                Directory.CreateDirectory(place.Target);
                place.OnTarget("printf other > f");
                break;
            case "no connection":
                place.Environment["LOCKSTEP_SSH"] = "false";
                break;
            case "sync failed":
                Shell.Run("rmdir server; : > server", place.Directory);
                break;
        }

        ClientResult result = await place.PushAsync(what == "deploy failed" ? ["--deploy", "exit 9"] : []);
        Assert.Equal(exit, result.Exit);
        Assert.Equal("summary", result.Summary.GetProperty("event").GetString());
        Assert.Equal(exit, result.Count("exit"));
        string message = result.Summary.GetProperty("message").GetString()!;
        Assert.NotEqual("", message);
        Assert.Contains(message, result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_json_the_result_is_on_standard_output_and_nothing_on_standard_error()
    {
        using var place = new Workplace();
        place.InProject("printf 1 > f");
        ClientResult result = await place.RunAsync("-C", place.Project, "push", place.Address);
        Assert.Equal("", result.Errors);
        Assert.StartsWith($"{place.Target}: run 1: 1 sent, ", result.Output, StringComparison.Ordinal);
        ClientResult quiet = await place.RunAsync("-q", "-C", place.Project, "push", place.Address);
        Assert.Equal(("", ""), (quiet.Output, quiet.Errors));
    }

    private static int Number(JsonElement element, string name) => element.GetProperty(name).GetInt32();
}
