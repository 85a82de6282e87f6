using System.Globalization;
using System.Text;
using Lockstep.Native;
using Lockstep.Tree;

namespace Lockstep.Files.State;

/// <summary>
/// One writer at a time: an advisory lock on the file <c>lock</c>, which the kernel releases when the process ends, however it ends. The
/// content tells who holds it, for the message to whoever comes second; it means nothing while nobody holds the lock.
/// </summary>
public sealed class TargetLock : IDisposable
{
    private const int MostOwnerBytes = 1024;

    private readonly FileHandle _file;

    private TargetLock(FileHandle file) => _file = file;

    internal static ReadOnlySpan<byte> FileName => "lock"u8;

    /// <summary>Takes the lock, or throws a <see cref="SyncException"/> that says who holds it since when.</summary>
    /// <param name="state">The state directory.</param>
    /// <param name="owner">Who asks, as <c>user@host</c>.</param>
    /// <param name="clock">Tells since when.</param>
    public static TargetLock Take(DirectoryHandle state, string owner, TimeProvider clock)
    {
        FileHandle file = state.CreateFile(FileName, exclusive: false);
        try
        {
            if (!file.TryLock())
            {
                throw new SyncException(ExitCode.SyncFailed, $"another push is running on this target: {Holder(file)}. Wait until it is done, or end it there.");
            }

            byte[] content = Describe(owner, clock.GetUtcNow());
            file.WriteAt(content, 0);
            file.SetLength(content.Length);
            return new TargetLock(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_file.IsClosed)
        {
            _file.Unlock();
            _file.Dispose();
        }
    }

    private static byte[] Describe(string owner, DateTimeOffset now) => Encoding.UTF8.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $"{owner} (process {Environment.ProcessId}) since {now.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC"));

    private static string Holder(FileHandle file)
    {
        Span<byte> content = stackalloc byte[MostOwnerBytes];
        int length = file.ReadAt(content, 0);
        return length == 0 ? "it has just started" : $"held by {DisplayText.Of(content[..length])}";
    }
}
