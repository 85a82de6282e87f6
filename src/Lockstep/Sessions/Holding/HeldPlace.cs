using System.Globalization;
using System.IO.Hashing;
using System.Text;
using Lockstep.Native;
using Lockstep.Native.Disk;
using Lockstep.Native.Processes;

namespace Lockstep.Sessions.Holding;

/// <summary>
/// Where the holder of a connection listens for other commands: a socket in a directory that nobody else can enter.
/// </summary>
internal sealed class HeldPlace
{
    private readonly string _directory;

    private HeldPlace(string directory, byte[] socket) => (_directory, Socket) = (directory, socket);

    /// <summary>The socket's name.</summary>
    public byte[] Socket { get; }

    /// <summary>The place for the connections to one login on one host, as this client makes them.</summary>
    /// <param name="directory">Where the sockets are.</param>
    /// <param name="ssh">The login, and the command that leads there.</param>
    /// <param name="client">Tells clients apart: another build has another agent, and another home directory is another user's.</param>
    /// <returns>Null where the name would be too long for a socket, or there are none.</returns>
    public static HeldPlace? Find(string directory, SshDestination ssh, string client)
    {
        string key = string.Create(
            CultureInfo.InvariantCulture,
            $"{ssh.User}\0{ssh.Host}\0{ssh.Port}\0{ssh.Identity}\0{ssh.Command}\0{ssh.AgentDirectory}\0{ssh.Pipe}\0{client}\0{directory}");
        string name = XxHash128.HashToUInt128(Encoding.UTF8.GetBytes(key)).ToString("x32", CultureInfo.InvariantCulture);
        byte[] socket = Encoding.UTF8.GetBytes(Path.Combine(directory, name));
        return SystemFamily.Current.HasLocalSockets && socket.Length <= LocalSocket.LongestName ? new HeldPlace(directory, socket) : null;
    }

    /// <summary>All places where somebody listens, or did when it was killed.</summary>
    /// <param name="directory">Where the sockets are.</param>
    public static IReadOnlyList<HeldPlace> FindAll(string directory) => Directory.Exists(directory)
        ? [.. Directory.EnumerateFiles(directory).Select(path => new HeldPlace(directory, Encoding.UTF8.GetBytes(path)))
            .Where(place => place.Socket.Length <= LocalSocket.LongestName)]
        : [];

    /// <summary>Makes the directory where it is missing.</summary>
    /// <returns>Whether it is this user's, and nobody else's.</returns>
    public bool TryPrepare()
    {
        try
        {
            if (!OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(_directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }

            return IsPrivate();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Whether the directory is there, this user's, and nobody else's.</summary>
    public bool IsPrivate()
    {
        const int Others = 0b000_111_111;
        try
        {
            using DirectoryHandle directory = DirectoryHandle.Open(Encoding.UTF8.GetBytes(_directory));
            FileStatus status = directory.Status();
            return status.OwnerId == EffectiveUser.Id && (status.Mode & Others) == 0;
        }
        catch (FileSystemException)
        {
            return false;
        }
    }

    /// <summary>Takes a socket away that nobody listens at any more.</summary>
    public void Clear() => File.Delete(Encoding.UTF8.GetString(Socket));
}
