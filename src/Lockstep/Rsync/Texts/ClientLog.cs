using Lockstep.Rsync.Coding;
using Lockstep.Rsync.FileList;
using Lockstep.Rsync.Options;
using Lockstep.Rsync.Roles;

namespace Lockstep.Rsync.Texts;

/// <summary>
/// Says on the client's console what happens to entries, and counts what it says at the end. Called by one thread at a
/// time.
/// </summary>
internal sealed class ClientLog : IItemLog
{
    private readonly RsyncOptions _options;
    private readonly IRsyncConsole _console;
    private readonly TransferWay _way;
    private readonly LineFormat? _format;
    private readonly LineFormat? _logFormat;
    private readonly bool _itemizes;
    private readonly ProgressLines? _progress;

    /// <summary>Starts the log of a run.</summary>
    /// <param name="options">The options of the run.</param>
    /// <param name="console">Where lines go.</param>
    /// <param name="way">Which way entries go.</param>
    /// <param name="totals">What was moved so far.</param>
    public ClientLog(RsyncOptions options, IRsyncConsole console, TransferWay way, SessionTotals totals)
    {
        _options = options;
        _console = console;
        _way = way;
        RsyncOutputOptions output = options.Output;
        _format = output.OutFormat is { Length: > 0 } format ? new LineFormat(format, options, way) : null;
        _logFormat = output is { LogFile: not null, LogFileFormat: { Length: > 0 } logged } ? new LineFormat(logged, options, way) : null;
        _progress = output.Info[InfoTopic.Progress] > 0 && !options.DryRun ? new ProgressLines(options, console, totals) : null;
        _itemizes = _format?.Has('i') == true;
    }

    /// <summary>The entries that were created.</summary>
    public EntryCounts Created { get; private set; }

    /// <inheritdoc/>
    public void Item(FileEntry entry, ItemFlags flags, byte[]? extraName)
    {
        Created = flags.HasFlag(ItemFlags.IsNew) ? Created.With(entry) : Created;
        bool isSignificant = (flags & ItemFlags.Significant) != 0;
        string? leader = extraName is { Length: > 0 } name && flags.HasFlag(ItemFlags.LocalChange) ? ByteWord.Of(name) : null;
        bool isSaid = flags.HasFlag(ItemFlags.Transfer)
            || (_itemizes && (isSignificant || _options.Output.SaysUnchanged))
            || (flags.HasFlag(ItemFlags.LocalChange) && isSignificant)
            || leader is not null
            || (entry.IsDirectory && isSignificant);
        if (isSaid && _format is not null)
        {
            _console.Write(RsyncChannel.Client, _format.Of(entry, flags, leader));
        }

        if (_logFormat is not null && (isSaid || isSignificant))
        {
            _console.Write(RsyncChannel.Log, _logFormat.Of(entry, flags, leader));
        }
    }

    /// <inheritdoc/>
    public void Deleted(byte[] path, int mode) => Deleted(path, (mode & EntryMode.TypeMask) == EntryMode.Directory);

    /// <inheritdoc/>
    public void Listed(FileEntry entry) => _console.Write(RsyncChannel.Client, ListText.Of(entry, _options));

    /// <inheritdoc/>
    public void Moved(FileEntry entry, int index, long position, bool isWhole) => _progress?.Moved(entry, index, position, isWhole);

    /// <summary>An entry was deleted.</summary>
    public void Deleted(byte[] path, bool isDirectory)
    {
        string name = ByteWord.Of(path) + (isDirectory ? "/" : "");
        if (_format is not null && (_itemizes || _format.Has('o')))
        {
            _console.Write(RsyncChannel.Client, _format.OfDeleted(name));
        }
        else if (_options.Output.Info[InfoTopic.Del] > 0)
        {
            _console.Write(RsyncChannel.Client, "deleting " + name);
        }

        if (_logFormat is not null)
        {
            _console.Write(RsyncChannel.Log, _logFormat.OfDeleted(name));
        }
    }

    /// <summary>Says that the lists begin, once both ends have agreed on how they come.</summary>
    public void ListsBegin(bool isIncremental)
    {
        if (_options.Output.Info[InfoTopic.Flist] == 0 || !_options.Dirs)
        {
            return;
        }

        string verb = _way.IsSender ? "sending" : "receiving";
        _console.Write(RsyncChannel.Client, isIncremental ? $"{verb} incremental file list" : $"{(_way.IsSender ? "building" : verb)} file list ... done");
    }

    /// <summary>Says what the run came to.</summary>
    public void Summarize(SessionTotals totals, (long Sent, long Received) traffic, double seconds, bool countsDeletions)
    {
        foreach (string line in SummaryText.Lines(_options, totals, (totals.Listed, Created), traffic, seconds, countsDeletions))
        {
            _console.Write(RsyncChannel.Client, line);
        }
    }
}
