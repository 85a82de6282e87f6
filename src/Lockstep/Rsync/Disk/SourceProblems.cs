using Lockstep.Native;

namespace Lockstep.Rsync.Disk;

/// <summary>What went wrong while a sender looked at its sources.</summary>
/// <param name="console">Where it is told.</param>
internal sealed class SourceProblems(IRsyncConsole console)
{
    /// <summary>A general error.</summary>
    public const int GeneralError = 1;

    /// <summary>A file vanished.</summary>
    public const int Vanished = 2;

    /// <summary>The bits of what went wrong.</summary>
    public int Errors { get; set; }

    /// <summary>Whether a source was not there: the run is a partial one, and the lists are right nevertheless.</summary>
    public bool HasFailures { get; private set; }

    /// <summary>Tells that a source is not there.</summary>
    public void ReportMissing(ReadOnlySpan<byte> name)
    {
        HasFailures = true;
        console.Write(RsyncChannel.TransferError, $"rsync: [sender] link_stat \"{ByteWord.Of(name)}\" failed: {ErrorWords.Of(Errno.ENOENT)}");
    }

    /// <summary>Tells that something was said to be there and is not, or that it cannot be read.</summary>
    public void Report(Errno error, string operation, ReadOnlySpan<byte> name)
    {
        if (error == Errno.ENOENT && operation is not ("link_stat" or "change_dir"))
        {
            Errors |= Vanished;
            console.Write(RsyncChannel.Warning, $"file has vanished: \"{ByteWord.Of(name)}\"");
            return;
        }

        Fail($"rsync: [sender] {operation} \"{ByteWord.Of(name)}\" failed: {ErrorWords.Of(error)}");
    }

    /// <summary>Tells an error that makes the run a partial one.</summary>
    public void Fail(string text)
    {
        Errors |= GeneralError;
        console.Write(RsyncChannel.TransferError, text);
    }

    /// <summary>Tells what is no error.</summary>
    public void Say(string text) => console.Write(RsyncChannel.Info, text);
}
