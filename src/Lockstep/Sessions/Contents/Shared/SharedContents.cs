using Lockstep.Files;
using Lockstep.Plan;

namespace Lockstep.Sessions.Contents.Shared;

/// <summary>
/// The contents of a project on their way to the targets of one command: runs that send the same contents share a line, in which each is read and compressed once
/// (docs/decisions/0007-shared-contents.md).
/// </summary>
/// <param name="project">The tree that is read.</param>
internal sealed class SharedContents(RootedDirectory project) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly List<ContentLine> _lines = [];
    private int _runs = 1;
    private volatile int _toCome = 1;
    private volatile int _lineCount = 1;

    /// <summary>Most bytes of packs that are kept for runs that come later or are behind, all lines together. Less in tests.</summary>
    public long MostKept { get; set; } = 64 << 20;

    /// <summary>Whether runs were announced that have not sent anything yet.</summary>
    public bool HasMoreToCome => _toCome > 0;

    /// <summary>Most bytes that a line may keep.</summary>
    public long MostKeptByEach => MostKept / _lineCount;

    /// <summary>Says how many runs there will be.</summary>
    public void ShareAmong(int runs) => _runs = _toCome = runs;

    /// <summary>One run's turn to send contents.</summary>
    public ContentTurn TakeTurn() => new(this, project);

    /// <summary>Says how many targets there are that runs go to again and again, each of which is announced by itself.</summary>
    public void ExpectTargets(int targets) => (_runs, _toCome) = (targets, 0);

    /// <summary>Says that there will be one more run, and gives its turn.</summary>
    public ContentTurn AnnounceTurn()
    {
        lock (_lock)
        {
            _toCome++;
        }

        return TakeTurn();
    }

    /// <summary>One of the announced runs sends its contents now, or never will.</summary>
    public void Arrive()
    {
        lock (_lock)
        {
            _toCome = Math.Max(0, _toCome - 1);
        }

        Tidy();
    }

    /// <summary>
    /// Begins to read and compress what the only run will send if its plan comes out as expected. Where it does not, that was in vain.
    /// </summary>
    public void Foresee(IReadOnlyList<Change> changes, Compression compression)
    {
        lock (_lock)
        {
            if (_runs == 1 && HasMoreToCome && compression != Compression.None)
            {
                _lines.Add(new ContentLine(this, project, changes, compression, _runs, isForeseen: true));
            }
        }
    }

    /// <summary>Finds a run's place in a line that sends what it sends; null where there is nobody to share with and nothing was foreseen.</summary>
    public LineReader? TryJoin(IReadOnlyList<Change> changes, Compression compression, Task<TimeSpan> roundTrip)
    {
        lock (_lock)
        {
            foreach (ContentLine line in _lines)
            {
                if (line.Compression == compression && line.HasSame(changes) && line.TryJoin(roundTrip) is { } reader)
                {
                    return reader;
                }
            }

            if (_runs == 1)
            {
                return null;
            }

            var opened = new ContentLine(this, project, changes, compression, _runs);
            LineReader? first = opened.TryJoin(roundTrip);
            _lines.Add(opened);
            _lineCount = _lines.Count;
            return first;
        }
    }

    /// <summary>Forgets what no run needs any more.</summary>
    public void Tidy()
    {
        lock (_lock)
        {
            foreach (ContentLine line in _lines)
            {
                line.Tidy();
            }

            if (!HasMoreToCome)
            {
                Close(_lines.FindAll(line => line.IsDeserted));
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            Close([.. _lines]);
        }
    }

    private void Close(IReadOnlyList<ContentLine> lines)
    {
        foreach (ContentLine line in lines)
        {
            line.Dispose();
            _lines.Remove(line);
        }

        _lineCount = Math.Max(1, _lines.Count);
    }
}
