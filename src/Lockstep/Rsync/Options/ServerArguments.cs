using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Lockstep.Rsync.Options;

/// <summary>
/// What a client says to the server that it starts: <c>--server [--sender] -LETTERSe.ABILITIES [--long ...] .
/// PATH...</c>. The order is that of rsync, since wrappers and restricted shells look at it.
/// </summary>
/// <param name="options">The client's options.</param>
/// <param name="serverSends">Whether the server is the sender: a pull.</param>
internal sealed class ServerArguments(RsyncOptions options, bool serverSends)
{
    private readonly RsyncOutputOptions _output = options.Output;
    private readonly RsyncPreserveOptions _preserve = options.Preserve;
    private readonly RsyncUpdateOptions _update = options.Update;
    private readonly RsyncDeleteOptions _delete = options.Delete;
    private readonly RsyncConnectionOptions _connection = options.Connection;

    private bool IsPush => !serverSends;

    /// <summary>Returns <c>--server</c> and what stands for the options, as they are meant: not escaped.</summary>
    public ImmutableArray<string> Words()
    {
        List<string> words = ["--server"];
        Add(words, serverSends, "--sender");
        string letters = Letters();
        Add(words, letters.Length > 1, letters);
        return _connection.SecludedArgs ? [.. words] : [.. words, .. LongWords()];
    }

    /// <summary>Returns the long options; with <c>--secluded-args</c> they follow later.</summary>
    public ImmutableArray<string> LongWords()
    {
        List<string> words = [];
        AddTransfer(words);
        AddReceiver(words);
        AddContent(words);
        AddScope(words);
        words.AddRange(_connection.RemoteOptions);
        return [.. words];
    }

    private string Letters()
    {
        var letters = new StringBuilder("-");
        Append('s', _connection.SecludedArgs ? 1 : 0);
        Append('v', Math.Min(_output.Verbose, 9));
        Append('q', _output is { Quiet: > 0, Stderr: not RsyncErrorOutput.Client } ? 1 : 0);
        Append('b', _update.Backup ? 1 : 0);
        Append('u', _update.UpdateOnly ? 1 : 0);
        Append('n', options.DryRun ? 1 : 0);
        Append('l', _preserve.Links ? 1 : 0);
        Append('d', options is { Dirs: true, Recursive: false } && SaysDirs ? 1 : 0);
        Append('L', serverSends && _preserve.CopyLinks ? 1 : 0);
        Append('k', serverSends && _preserve.CopyDirLinks ? 1 : 0);
        Append('K', IsPush && _preserve.KeepDirLinks ? 1 : 0);
        Append('m', IsPush && options.PruneEmptyDirs ? 1 : 0);
        Append('O', IsPush && _preserve.OmitDirTimes && !ImpliesOmittedDirTimes ? 1 : 0);
        Append('J', IsPush && _preserve.OmitLinkTimes ? 1 : 0);
        Append('y', IsPush ? Math.Min(_update.Fuzzy, _update.Alternate == RsyncAlternate.None ? 1 : 2) : 0);
        Append('W', _update.WholeFile == true ? 1 : 0);
        Append('H', _preserve.HardLinkLevel);
        Append('o', _preserve.Owner ? 1 : 0);
        Append('g', _preserve.Group ? 1 : 0);
        Append('D', _preserve.Devices ? 1 : 0);
        Append('t', _preserve.Times ? 1 : 0);
        Append('U', _preserve.Atimes);
        Append('p', _preserve.Perms ? 1 : 0);
        Append('E', IsPush && _preserve is { Executability: true, Perms: false } ? 1 : 0);
        Append('A', _preserve.Acls ? 1 : 0);
        Append('X', _preserve.Xattrs);
        Append('r', options.Recursive ? 1 : 0);
        Append('c', _update.Checksum ? 1 : 0);
        Append('C', options.CvsExclude ? 1 : 0);
        Append('I', _update.IgnoreTimes ? 1 : 0);
        Append('R', options.Relative ? 1 : 0);
        Append('x', options.OneFileSystem);
        Append('S', _update.Sparse ? 1 : 0);
        Append('z', _connection.Compress && (_connection.PlainCompress || IsChoice("zlib")) ? 1 : 0);
        if (_connection.Protocol >= 30)
        {
            letters.Append(CultureInfo.InvariantCulture, $"e.{(AllowsPieces ? "i" : "")}LsfxCIvu");
        }

        return letters.ToString();

        void Append(char letter, int times) => letters.Append(letter, times);
    }

    /// <summary>A backup without a directory leaves times of directories alone at both ends by itself.</summary>
    private bool ImpliesOmittedDirTimes => _update is { Backup: true, BackupDir: null };

    /// <summary>
    /// Whether the list may come in pieces. Deletions before or after, and late updates, need the whole of it at the
    /// receiver.
    /// </summary>
    private bool AllowsPieces => options.MayBeIncremental
        && !(serverSends && (options.PruneEmptyDirs || _update.DelayUpdates || _delete.Mode is RsyncDeleteMode.Before or RsyncDeleteMode.After));

    /// <summary>A list of files implies directories at the other end, too.</summary>
    private bool SaysDirs => options.FilesFrom is null || options.ListOnly || options.DirsChoice == true || (IsPush && _delete.Mode != RsyncDeleteMode.None);

    private bool IsChoice(string name) => string.Equals(_connection.CompressChoice, name, StringComparison.OrdinalIgnoreCase);

    private void AddTransfer(List<string> words)
    {
        Add(words, options.ListOnly, "--list-only");
        Add(words, options is { Dirs: true, Recursive: false, Delete.Mode: not RsyncDeleteMode.None } && IsPush, "--no-r");
        Add(words, _connection.CompressLevel is not null, Invariant($"--compress-level={_connection.CompressLevel}"));
        Add(words, _preserve is { Devices: true, Specials: false }, "--no-specials");
        Add(words, _preserve is { Devices: false, Specials: true }, "--specials");
        Add(words, IsPush && LogFormat is not null, $"--log-format={LogFormat}");
        Add(words, _output.Stderr == RsyncErrorOutput.All, "--msgs2stderr");
        Add(words, _output.Stderr == RsyncErrorOutput.Client, "--no-msgs2stderr");
        Add(words, _update.BlockSize > 0, Invariant($"-B{_update.BlockSize}"));
        Add(words, _connection.Timeout > 0, Invariant($"--timeout={_connection.Timeout}"));
        Add(words, _connection.BandwidthLimit > 0, Invariant($"--bwlimit={_connection.BandwidthLimit / 1024}"));
        AddPair(words, "--backup-dir", _update.BackupDir);
        Add(words, _update.Suffix != (_update.BackupDir is null ? "~" : ""), "--suffix=" + _update.Suffix);
        Add(words, ChecksumWord is not null, "--checksum-choice=" + ChecksumWord);
        if (_connection.CompressChoice is { } choice && (_connection.Compress || IsChoice("none")) && !IsChoice("auto"))
        {
            words.Add(IsChoice("zlibx") ? "--new-compress" : IsChoice("zlib") ? "--old-compress" : "--compress-choice=" + choice);
        }
    }

    private string? ChecksumWord => _connection.ChecksumChoice is null or "auto" ? null : _connection.ChecksumChoice;

    /// <summary>What the server has to report for the lines that the client prints.</summary>
    private string? LogFormat => _output.OutFormat is not { } format ? null
        : _output.Itemize > 0 || format.Contains("%i", StringComparison.Ordinal) ? _output.Itemize > 1 ? "%i%I" : "%i"
        : format.Contains("%o", StringComparison.Ordinal) ? "%o"
        : _output.Verbose == 0 ? "X"
        : null;

    private void AddReceiver(List<string> words)
    {
        if (IsPush)
        {
            Add(words, _delete.Max is not null, Invariant($"--max-delete={(_delete.Max == 0 ? -1 : _delete.Max)}"));
            Add(words, options.MinSize is not null, Invariant($"--min-size={options.MinSize}"));
            Add(words, options.MaxSize is not null, Invariant($"--max-size={options.MaxSize}"));
            Add(words, _delete.Mode > RsyncDeleteMode.Unspecified, $"--delete-{_delete.Mode.ToString().ToLowerInvariant()}");
            Add(words, _delete is { Mode: RsyncDeleteMode.Unspecified, Excluded: false }, "--delete");
            Add(words, _delete.Excluded, "--delete-excluded");
            Add(words, _delete.Force, "--force");
            Add(words, _preserve.Super == true, "--super");
            Add(words, _update.SizeOnly, "--size-only");
            Add(words, _output.WantsStatistics, "--stats");
        }
        else
        {
            Add(words, _connection.SkipCompress is not null, "--skip-compress=" + _connection.SkipCompress);
        }

        Add(words, options.MaxAllocWord is not null, "--max-alloc=" + options.MaxAllocWord);
        Add(words, options.DeleteMissingArgs, "--delete-missing-args");
        Add(words, options is { IgnoreMissingArgs: true, DeleteMissingArgs: false } && serverSends, "--ignore-missing-args");
        Add(words, IsPush && _update.ModifyWindow > 0, Invariant($"--modify-window={_update.ModifyWindow}"));
        Add(words, IsPush && _update.ModifyWindow < 0, Invariant($"-@{_update.ModifyWindow}"));
        Add(words, _connection.ChecksumSeed != 0, Invariant($"--checksum-seed={_connection.ChecksumSeed}"));
    }

    private void AddContent(List<string> words)
    {
        if (IsPush)
        {
            AddPair(words, "--partial-dir", _update.HasImpliedPartialDir ? null : _update.PartialDir);
            Add(words, _update.DelayUpdates, "--delay-updates");
            Add(words, _update is { Partial: true, InPlace: false, PartialDir: null }, "--partial");
        }

        Add(words, _delete.IgnoreErrors, "--ignore-errors");
        Add(words, _preserve.CopyUnsafeLinks, "--copy-unsafe-links");
        Add(words, _preserve.SafeLinks, "--safe-links");
        Add(words, _preserve.NumericIds, "--numeric-ids");
        Add(words, options.UsesQsort, "--use-qsort");
        if (IsPush)
        {
            Add(words, _preserve.UserMap is not null, "--usermap=" + _preserve.UserMap);
            Add(words, _preserve.GroupMap is not null, "--groupmap=" + _preserve.GroupMap);
            Add(words, _update.IgnoreExisting, "--ignore-existing");
            Add(words, _update.Existing, "--existing");
            AddPair(words, "--temp-dir", _update.TempDir);
            Add(words, _update.Fsync, "--fsync");
            foreach (string directory in _update.AlternateDirs)
            {
                AddPair(words, $"--{_update.Alternate.ToString().ToLowerInvariant()}-dest", directory);
            }
        }

        string? info = _output.Info.ForOtherEnd(toReceiver: IsPush);
        Add(words, info is not null, "--info=" + info);
        Add(words, _update.Append > 0, "--append");
        Add(words, _update.Append > 1, "--append");
        Add(words, _update is { Append: 0, InPlace: true }, "--inplace");
    }

    private void AddScope(List<string> words)
    {
        if (options.FilesFromAtServer is { } remote)
        {
            AddPair(words, "--files-from", remote);
            Add(words, options.From0, "--from0");
        }
        else if (options.FilesFrom is not null && serverSends)
        {
            words.AddRange(["--files-from=-", "--from0"]);
        }

        Add(words, options is { FilesFrom: not null, Relative: false } && (serverSends || options.FilesFromAtServer is not null), "--no-relative");
        Add(words, options is { Relative: true, ImpliedDirs: false }, "--no-implied-dirs");
        Add(words, IsPush && _preserve.WriteDevices, "--write-devices");
        Add(words, options.RemoveSourceFiles, "--remove-source-files");
        Add(words, serverSends && _preserve.CopyDevices, "--copy-devices");
        Add(words, IsPush && _update.Preallocate, "--preallocate");
        Add(words, _preserve is { OpenNoAtime: true, Atimes: < 2 }, "--open-noatime");
        Add(words, IsPush && options.MkPath, "--mkpath");
    }

    private static void Add(List<string> words, bool when, string word)
    {
        if (when)
        {
            words.Add(word);
        }
    }

    private static void AddPair(List<string> words, string name, string? value)
    {
        if (value is not null)
        {
            words.AddRange([name, value]);
        }
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
