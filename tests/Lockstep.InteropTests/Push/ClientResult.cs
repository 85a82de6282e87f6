using System.Text.Json;
using Lockstep.Tests.Cli;
using Lockstep.Wire.Messages;
using Lockstep.Wire.Messages.Commands;

namespace Lockstep.InteropTests.Push;

/// <summary>What a run of the client came to.</summary>
internal sealed record ClientResult(int Exit, string Output, string Errors)
{
    /// <summary>The events of a run with <c>--json</c>, held against their schema; whatever else were on standard output would not parse.</summary>
    public IReadOnlyList<JsonElement> Events => [.. Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => SchemaCheck.Checked(JsonElement.Parse(line)))];

    /// <summary>The last event.</summary>
    public JsonElement Summary => Events[^1];

    /// <summary>Events with a name.</summary>
    public IEnumerable<JsonElement> EventsOf(string name) => Events.Where(item => item.GetProperty("event").GetString() == name);

    /// <summary>A number of the summary.</summary>
    public long Count(string member) => Summary.GetProperty(member).GetInt64();

    /// <summary>What was done, as <c>change path</c>, in order of paths.</summary>
    public IReadOnlyList<string> Changes =>
        [.. EventsOf("file").Select(file => $"{file.GetProperty("change").GetString()} {file.GetProperty("path").GetString()}")];
}
