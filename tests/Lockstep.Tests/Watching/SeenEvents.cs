using System.Collections.Concurrent;
using Lockstep.Tree;
using Lockstep.Watching;

namespace Lockstep.Tests.Watching;

/// <summary>Keeps what a watcher sees, for a test to wait for. Names that start with a dot or are called ignored are not wanted.</summary>
internal sealed class SeenEvents : ITreeEventSink
{
    /// <summary>Only for a test that fails: what is waited for comes in milliseconds.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly BlockingCollection<TreeEvent> _events = [];

    public ConcurrentQueue<string> Told { get; } = new();

    public bool IsWanted(RelativePath path, bool isDirectory) => !path.ToString().Split('/').Any(name => name[0] == '.' || name == "ignored");

    public void Take(in TreeEvent happened) => _events.Add(happened);

    public void Tell(string notice) => Told.Enqueue(notice);

    /// <summary>Waits for an event and gives all that came up to it, as text.</summary>
    public List<string> Until(TreeEventKind kind, string path) => Until(kind, RelativePath.Parse(path));

    /// <inheritdoc cref="Until(TreeEventKind, string)"/>
    public List<string> Until(TreeEventKind kind, RelativePath path)
    {
        var seen = new List<string>();
        while (_events.TryTake(out TreeEvent next, Patience))
        {
            seen.Add(next.Source.IsRoot ? $"{next.Kind} {next.Path}" : $"{next.Kind} {next.Source} {next.Path}");
            if (next.Kind == kind && next.Path == path)
            {
                return seen;
            }
        }

        throw new TimeoutException($"{kind} {path} did not come; what came is: {string.Join(", ", seen)}");
    }
}
