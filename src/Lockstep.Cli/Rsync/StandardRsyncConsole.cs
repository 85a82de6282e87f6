using System.Globalization;
using System.Text;
using Lockstep.Rsync;
using Lockstep.Rsync.Options;

namespace Lockstep.Cli.Rsync;

/// <summary>Standard output, standard error and the log file of an rsync run. For any thread.</summary>
internal sealed class StandardRsyncConsole : IRsyncConsole, IDisposable
{
    private const int BufferLength = 16 * 1024;

    private readonly Lock _lock = new();
    private readonly Stream _error = Console.OpenStandardError();
    private readonly Stream _output;
    private readonly FileStream? _log;
    private readonly RsyncOutputOptions _options;
    private readonly bool _isServer;
    private readonly bool _flushesLines;
    private readonly bool _isUtf8;
    private bool _hasOpenProgress;

    /// <summary>The console before the command line is read.</summary>
    public StandardRsyncConsole(bool isServer)
        : this(new RsyncOutputOptions(), isServer)
    {
    }

    /// <summary>
    /// The console of a run. Throws <see cref="RsyncException"/> where the log file cannot be written.
    /// </summary>
    public StandardRsyncConsole(RsyncInvocation invocation)
        : this(invocation.Options.Output, invocation.Role != RsyncRole.Client)
    {
        if (_options.LogFile is { } path)
        {
            try
            {
                _log = new FileStream(ByteWord.Text(path), FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new RsyncException(RsyncExit.Message, $"rsync: failed to open log-file {path}: {ByteWord.OfText(e.Message)}");
            }
        }
    }

    private StandardRsyncConsole(RsyncOutputOptions options, bool isServer)
    {
        _options = options;
        _isServer = isServer;
        _output = new BufferedStream(Console.OpenStandardOutput(), BufferLength);
        _flushesLines = options.OutBuffer is { } mode ? mode != 'B' : !Console.IsOutputRedirected;
        string locale = FirstSet("LC_ALL", "LC_CTYPE", "LANG");
        _isUtf8 = locale.Contains("UTF-8", StringComparison.OrdinalIgnoreCase) || locale.Contains("utf8", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Whether something could not be written to standard output.</summary>
    public bool HasLostOutput { get; private set; }

    /// <inheritdoc/>
    public void Write(RsyncChannel channel, string text)
    {
        lock (_lock)
        {
            bool isError = channel is RsyncChannel.Error or RsyncChannel.TransferError or RsyncChannel.Warning;
            if (_log is not null && channel != RsyncChannel.Client)
            {
                WriteLog(text);
            }

            if (channel == RsyncChannel.Log || (!isError && _options.Quiet > 0))
            {
                return;
            }

            // A server's standard output is the connection.
            bool goesToError = _isServer || (_options.Stderr == RsyncErrorOutput.All) || (isError && _options.Stderr != RsyncErrorOutput.All);
            CloseProgress();
            if (goesToError)
            {
                Flush();
            }

            Put(goesToError ? _error : _output, [.. Escape(text), (byte)'\n']);
            if (!goesToError && _flushesLines)
            {
                Flush();
            }
        }
    }

    /// <inheritdoc/>
    public void Progress(string text, bool isFinal)
    {
        lock (_lock)
        {
            if (_options.Quiet == 0 && !_isServer)
            {
                Put(_output, ByteWord.Bytes("\r" + text + (isFinal ? "\n" : "")));
                _hasOpenProgress = !isFinal;
                Flush();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            CloseProgress();
            Flush();
            _log?.Dispose();
        }
    }

    private static string FirstSet(params string[] names) =>
        names.Select(Environment.GetEnvironmentVariable).FirstOrDefault(value => value is { Length: > 0 }) ?? "";

    private void CloseProgress()
    {
        if (_hasOpenProgress)
        {
            Put(_output, "\n"u8.ToArray());
            _hasOpenProgress = false;
        }
    }

    private void WriteLog(string text)
    {
        string stamp = DateTime.Now.ToString("yyyy/MM/dd HH:mm:ss", CultureInfo.InvariantCulture);
        byte[] line = [.. ByteWord.Bytes($"{stamp} [{Environment.ProcessId}] "), .. Escape(text), (byte)'\n'];
        Put(_log!, line);
        _log!.Flush();
    }

    private void Flush()
    {
        try
        {
            _output.Flush();
        }
        catch (IOException)
        {
            HasLostOutput = true;
        }
    }

    private void Put(Stream stream, byte[] bytes)
    {
        try
        {
            stream.Write(bytes);
        }
        catch (IOException)
        {
            HasLostOutput = true;
        }
    }

    /// <summary>
    /// Escapes as rsync does: control characters, and what is no text in the user's character set, as a backslash, a
    /// hash and three octal digits. A line break in a name is one of them.
    /// </summary>
    private byte[] Escape(string text)
    {
        byte[] bytes = ByteWord.Bytes(text);
        var escaped = new List<byte>(bytes.Length + 16);
        for (int i = 0; i < bytes.Length;)
        {
            int length = HarmlessLength(bytes.AsSpan(i));
            if (length > 0)
            {
                escaped.AddRange(bytes.AsSpan(i, length));
                i += length;
            }
            else
            {
                escaped.AddRange(ByteWord.Bytes("\\#" + Convert.ToString(bytes[i], 8).PadLeft(3, '0')));
                i++;
            }
        }

        return [.. escaped];
    }

    private int HarmlessLength(ReadOnlySpan<byte> bytes)
    {
        byte first = bytes[0];
        if (first == '\\' && bytes.Length > 4 && bytes[1] == '#' && bytes[2..5].IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0)
        {
            return 0;
        }

        if (first < 0x80)
        {
            return first is >= 0x20 and < 0x7f or (byte)'\t' ? 1 : 0;
        }

        if (_options.EightBit)
        {
            return 1;
        }

        return _isUtf8 && Rune.DecodeFromUtf8(bytes, out Rune rune, out int length) == System.Buffers.OperationStatus.Done && !Rune.IsControl(rune) ? length : 0;
    }
}
